package io.penstock.tools.status;

import io.penstock.daemon.Version;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A report, and a judgement if there is one, as metrics. Names are part of the interface. */
final class PrometheusText {
  private final MetricFamilies metrics = new MetricFamilies();
  private final Report report;

  private PrometheusText(Report report) {
    this.report = report;
  }

  static List<String> lines(Report report, Optional<Judgement> judgement) {
    PrometheusText text = new PrometheusText(report);
    text.ofAll();
    report.ingest().ifPresent(text::ofIngest);
    text.ofJournal(report.journal());
    text.ofReaders();
    judgement.ifPresent(text::ofJudgement);
    return text.metrics.lines();
  }

  /** When nothing could be looked at. */
  static List<String> ofNothing(long epochMs) {
    PrometheusText text = new PrometheusText(null);
    text.ofLook(epochMs, 1);
    return text.metrics.lines();
  }

  private void ofLook(long epochMs, int faults) {
    metrics
        .family("penstock_build_info", "The version of the tool that looked; always 1.")
        .sample(1, "version", Version.of(PrometheusText.class));
    one("penstock_look_timestamp_seconds", "When the files were read.", epochMs / 1e3);
    one("penstock_look_faults", "Files that could not be read.", faults);
  }

  private void ofAll() {
    ofLook(report.epochMs(), report.faults().size());
    one(
        "penstock_balance_residual",
        "What the balance of the counters leaves unexplained; anything but 0 is a defect.",
        report.balance().residual());
  }

  private void ofIngest(IngestReport ingest) {
    one("penstock_ingest_up", "Whether ingest lives.", ingest.life() == Life.ALIVE ? 1 : 0);
    one("penstock_received_datagrams_total", "Datagrams taken off the network.", ingest.received());
    one("penstock_received_bytes_total", "Bytes of those.", ingest.receivedBytes());
    one("penstock_appended_datagrams_total", "Datagrams in the journal.", ingest.appended());
    metrics.family(
        "penstock_dropped_datagrams_total", "Datagrams received and not kept, by reason.");
    ingest.dropped().forEach((reason, count) -> metrics.sample(count, "reason", reason));
    one(
        "penstock_kernel_dropped_datagrams_total",
        "Datagrams that the kernel dropped because the socket's buffer was full.",
        ingest.kernelDrops());
    one(
        "penstock_ingest_away_seconds_total",
        "How long no ingest listened, between lives; what was sent then is in no count.",
        ingest.away().ms() / 1e3);
    one("penstock_ingest_away_total", "How many times that was.", ingest.away().times());
    one(
        "penstock_receive_errors_total",
        "Errors that sockets had instead of datagrams.",
        ingest.oddities().receiveErrors());
    one(
        "penstock_attachments_refused_total",
        "Unix datagrams that came with file descriptors, which were not taken.",
        ingest.oddities().attachmentsRefused());
    one(
        "penstock_socket_files_renewed_total",
        "Times that the file of a Unix socket was lost and bound again.",
        ingest.oddities().filesRenewed());
    one(
        "penstock_receive_buffer_bytes",
        "Socket buffer granted by the kernel, its own needs included.",
        ingest.bufferGrantedBytes());
    one("penstock_receive_buffer_used_bytes", "Of it in use.", ingest.bufferUsedBytes());
    one("penstock_stream_clients", "Stream clients connected now.", ingest.clients().connected());
    metrics.family(
        "penstock_stream_clients_total",
        "Stream clients since the beginning, by what became of them.");
    ingest.clients().events().forEach((event, count) -> metrics.sample(count, "event", event));
    one(
        "penstock_headroom_seconds",
        "Seconds until unread data would be deleted at this rate; +Inf when not in sight.",
        ingest.headroomSeconds() < 0 ? Double.POSITIVE_INFINITY : ingest.headroomSeconds());
    one(
        "penstock_deleted_unread_datagrams_total",
        "Datagrams that retention deleted unread, counted once a reader.",
        ingest.deletedUnread());
    metrics
        .family("penstock_journal_storage", "How much room the journal has; 1 for the state.")
        .sample(1, "state", ingest.storage());
    one("penstock_journal_head_number", "Number that the next datagram gets.", ingest.head());
    one(
        "penstock_last_receive_timestamp_seconds",
        "Receive time of the newest record.",
        ingest.headTimeNs() / 1e9);
  }

  private void ofJournal(JournalLook journal) {
    one("penstock_journal_files", "Roll files.", journal.rollFiles());
    one(
        "penstock_journal_allocated_bytes",
        "Disk blocks really allocated to the journal.",
        journal.allocatedBytes());
    if (journal.freeBytes() >= 0) {
      one("penstock_disk_free_bytes", "Free bytes of the journal's disk.", journal.freeBytes());
      one("penstock_disk_size_bytes", "Size of that disk.", journal.diskBytes());
    }
    journal
        .oldest()
        .ifPresent(
            oldest ->
                one(
                    "penstock_oldest_record_timestamp_seconds",
                    "Receive time of the oldest record that is kept.",
                    oldest.receiveTimeNs() / 1e9));
  }

  private void ofReaders() {
    each(
        "penstock_reader_up",
        "Whether the reader's worker lives.",
        reader -> reader.life() == Life.ALIVE ? 1 : 0);
    metrics.family("penstock_reader_state", "What the reader does; 1 for the state it is in.");
    report
        .readers()
        .forEach(reader -> metrics.sample(1, "reader", reader.name(), "state", reader.state()));
    each(
        "penstock_reader_position_number",
        "Number of the next datagram that it needs.",
        ReaderReport::position);
    each(
        "penstock_reader_backlog_datagrams",
        "Datagrams that are not sent yet, those of other shards among them.",
        ReaderReport::backlogDatagrams);
    each("penstock_reader_backlog_bytes", "Payload bytes of those.", ReaderReport::backlogBytes);
    each(
        "penstock_reader_in_doubt_datagrams",
        "Datagrams that are sent and not yet committed.",
        ReaderReport::inDoubtDatagrams);
    each(
        "penstock_reader_lag_seconds",
        "Age of the oldest line that is not sent; 0 when nothing waits.",
        reader -> reader.lagNs() / 1e9);
    each(
        "penstock_reader_committed_lines_total",
        "Lines accepted by its destination and not refused.",
        ReaderReport::lines);
    each(
        "penstock_reader_rejected_lines_total",
        "Lines that can never be sent.",
        ReaderReport::rejectedLines);
    each(
        "penstock_reader_resent_lines_total",
        "Lines given up by a rewind or a restart, and sent again.",
        ReaderReport::repeatedLines);
    metrics.family(
        "penstock_reader_lost_datagrams_total", "Datagrams not found in the journal, by reason.");
    for (ReaderReport reader : report.readers()) {
      lost(reader, "retention", reader.lost().retention());
      lost(reader, "corrupt", reader.lost().corrupt());
      lost(reader, "missing", reader.lost().missing());
    }
    each(
        "penstock_reader_expired_datagrams_total",
        "Datagrams passed over as too old.",
        ReaderReport::expired);
  }

  private void lost(ReaderReport reader, String reason, long datagrams) {
    metrics.sample(
        datagrams, "reader", reader.name(), "destination", reader.destination(), "reason", reason);
  }

  private void ofJudgement(Judgement judgement) {
    metrics.family("penstock_check_status", "Limits asked for: 0 within, 1 warning, 2 critical.");
    for (Judgement.Result result : judgement.results()) {
      metrics.sample(
          result.level().ordinal(),
          "check",
          result.limit().measure().label(),
          "subject",
          result.subject());
    }
  }

  private void one(String name, String help, double value) {
    metrics.family(name, help).sample(value);
  }

  private void each(String name, String help, ToDoubleFunction<ReaderReport> value) {
    metrics.family(name, help);
    for (ReaderReport reader : report.readers()) {
      metrics.sample(
          value.applyAsDouble(reader),
          "reader",
          reader.name(),
          "destination",
          reader.destination());
    }
  }
}
