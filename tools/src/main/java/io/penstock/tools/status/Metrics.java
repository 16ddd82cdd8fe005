package io.penstock.tools.status;

import io.penstock.daemon.Version;
import io.penstock.journal.OldestRecord;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.status.MetricFamily.Points;
import io.penstock.tools.status.MetricFamily.Source;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Every metric there is: {@code status --format prometheus} and the console's {@code /metrics} have
 * the same. Names are part of the interface. Labels are bounded: they hold readers, destinations
 * and words of ours, never a metric's name and never a client's address.
 */
public final class Metrics {
  private static final List<MetricFamily> TABLE = new ArrayList<>();

  static {
    family(
        "penstock_build_info",
        "The version of the tool that looked; always 1.",
        (_, points) -> points.add(1, "version", Version.of(Metrics.class)));
    family(
        "penstock_look_timestamp_seconds",
        "When the files were read.",
        (seen, points) -> points.add(seen.epochMs() / 1e3));
    family(
        "penstock_look_faults",
        "Files that could not be read.",
        (seen, points) -> points.add(seen.report().map(r -> r.faults().size()).orElse(1)));
    family(
        "penstock_balance_residual",
        "What the balance of the counters leaves unexplained; anything but 0 is a defect.",
        (seen, points) -> seen.report().ifPresent(r -> points.add(r.balance().residual())));
    ofIngest();
    ofJournal();
    ofReaders();
    family(
        "penstock_check_status",
        "Limits asked for: 0 within, 1 warning, 2 critical.",
        (seen, points) -> seen.judgement().ifPresent(judgement -> judged(judgement, points)));
  }

  private static void ofIngest() {
    ingest(
        "penstock_ingest_up",
        "Whether ingest lives.",
        ingest -> ingest.life() == Life.ALIVE ? 1 : 0);
    ingest(
        "penstock_received_datagrams_total",
        "Datagrams taken off the network.",
        IngestReport::received);
    ingest("penstock_received_bytes_total", "Bytes of those.", IngestReport::receivedBytes);
    ingest(
        "penstock_appended_datagrams_total", "Datagrams in the journal.", IngestReport::appended);
    family(
        "penstock_dropped_datagrams_total",
        "Datagrams received and not kept, by reason.",
        (seen, points) -> ingestOf(seen, one -> words(one.dropped(), "reason", points)));
    ingest(
        "penstock_kernel_dropped_datagrams_total",
        "Datagrams that the kernel dropped because the socket's buffer was full.",
        IngestReport::kernelDrops);
    ingest(
        "penstock_ingest_away_seconds_total",
        "How long no ingest listened, between lives; what was sent then is in no count.",
        ingest -> ingest.away().ms() / 1e3);
    ingest(
        "penstock_ingest_away_total", "How many times that was.", ingest -> ingest.away().times());
    ingest(
        "penstock_receive_errors_total",
        "Errors that sockets had instead of datagrams.",
        ingest -> ingest.oddities().receiveErrors());
    ingest(
        "penstock_attachments_refused_total",
        "Unix datagrams that came with file descriptors, which were not taken.",
        ingest -> ingest.oddities().attachmentsRefused());
    ingest(
        "penstock_socket_files_renewed_total",
        "Times that the file of a Unix socket was lost and bound again.",
        ingest -> ingest.oddities().filesRenewed());
    ingest(
        "penstock_receive_buffer_bytes",
        "Socket buffer granted by the kernel, its own needs included.",
        IngestReport::bufferGrantedBytes);
    ingest("penstock_receive_buffer_used_bytes", "Of it in use.", IngestReport::bufferUsedBytes);
    ingest(
        "penstock_stream_clients_connected",
        "Stream clients connected now.",
        ingest -> ingest.clients().connected());
    family(
        "penstock_stream_clients_total",
        "Stream clients since the beginning, by what became of them.",
        (seen, points) -> ingestOf(seen, one -> words(one.clients().events(), "event", points)));
    ingest(
        "penstock_headroom_seconds",
        "Seconds until unread data would be deleted at this rate; +Inf when not in sight.",
        ingest ->
            ingest.headroomSeconds() < 0 ? Double.POSITIVE_INFINITY : ingest.headroomSeconds());
    ingest(
        "penstock_deleted_unread_datagrams_total",
        "Datagrams that retention deleted unread, counted once a reader.",
        IngestReport::deletedUnread);
    family(
        "penstock_journal_storage",
        "How much room the journal has; 1 for the state.",
        (seen, points) -> ingestOf(seen, one -> points.add(1, "state", one.storage())));
    ingest(
        "penstock_journal_head_number", "Number that the next datagram gets.", IngestReport::head);
    ingest(
        "penstock_last_receive_timestamp_seconds",
        "Receive time of the newest record.",
        ingest -> ingest.headTimeNs() / 1e9);
  }

  private static void ofJournal() {
    journal("penstock_journal_files", "Roll files.", JournalLook::rollFiles);
    journal(
        "penstock_journal_allocated_bytes",
        "Disk blocks really allocated to the journal.",
        JournalLook::allocatedBytes);
    journal(
        "penstock_disk_free_bytes",
        "Free bytes of the journal's disk.",
        journal -> known(journal.freeBytes()));
    journal(
        "penstock_disk_size_bytes", "Size of that disk.", journal -> known(journal.diskBytes()));
    journal(
        "penstock_oldest_record_timestamp_seconds",
        "Receive time of the oldest record that is kept.",
        journal ->
            journal
                .oldest()
                .map(OldestRecord::receiveTimeNs)
                .map(ns -> ns / 1e9)
                .orElse(Double.NaN));
  }

  private static void ofReaders() {
    each(
        "penstock_reader_up",
        "Whether the reader's worker lives.",
        reader -> reader.life() == Life.ALIVE ? 1 : 0);
    family(
        "penstock_reader_state",
        "What the reader does; 1 for the state it is in.",
        (seen, points) ->
            seen.report().stream()
                .flatMap(report -> report.readers().stream())
                .forEach(one -> points.add(1, "reader", one.name(), "state", one.state())));
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
    family(
        "penstock_reader_lost_datagrams_total",
        "Datagrams not found in the journal, by reason.",
        (seen, points) ->
            seen.report().stream()
                .flatMap(report -> report.readers().stream())
                .forEach(one -> lost(one, points)));
    each(
        "penstock_reader_expired_datagrams_total",
        "Datagrams passed over as too old.",
        ReaderReport::expired);
  }

  private Metrics() {}

  /** All of them with their values now. */
  public static MetricSnapshots of(Observation seen) {
    return new MetricSnapshots(TABLE.stream().map(family -> family.of(seen)).toList());
  }

  /** The name of each, as samples have it. */
  public static List<String> names() {
    return TABLE.stream().map(MetricFamily::name).toList();
  }

  private static void family(String name, String help, Source source) {
    TABLE.add(new MetricFamily(name, help, source));
  }

  private static void ingest(String name, String help, ToDoubleFunction<IngestReport> value) {
    family(
        name,
        help,
        (seen, points) -> ingestOf(seen, ingest -> points.add(value.applyAsDouble(ingest))));
  }

  private static void ingestOf(Observation seen, Consumer<IngestReport> reader) {
    seen.report().flatMap(Report::ingest).ifPresent(reader);
  }

  private static void journal(String name, String help, ToDoubleFunction<JournalLook> value) {
    family(
        name,
        help,
        (seen, points) ->
            seen.report().ifPresent(r -> points.add(value.applyAsDouble(r.journal()))));
  }

  private static void each(String name, String help, ToDoubleFunction<ReaderReport> value) {
    family(
        name,
        help,
        (seen, points) ->
            seen.report().stream()
                .flatMap(report -> report.readers().stream())
                .forEach(
                    one ->
                        points.addSince(
                            begunEpochMs(one),
                            value.applyAsDouble(one),
                            "reader",
                            one.name(),
                            "destination",
                            one.destination())));
  }

  private static long begunEpochMs(ReaderReport reader) {
    return TimeUnit.NANOSECONDS.toMillis(reader.begunEpochNs());
  }

  private static void lost(ReaderReport reader, Points points) {
    lost(reader, "retention", reader.lost().retention(), points);
    lost(reader, "corrupt", reader.lost().corrupt(), points);
    lost(reader, "missing", reader.lost().missing(), points);
  }

  private static void lost(ReaderReport reader, String reason, long datagrams, Points points) {
    points.addSince(
        begunEpochMs(reader),
        datagrams,
        "reader",
        reader.name(),
        "destination",
        reader.destination(),
        "reason",
        reason);
  }

  private static void words(Map<String, Long> counts, String label, Points points) {
    counts.forEach((word, count) -> points.add(count, label, word));
  }

  private static double known(long bytes) {
    return bytes < 0 ? Double.NaN : bytes;
  }

  private static void judged(Judgement judgement, Points points) {
    for (Judgement.Result result : judgement.results()) {
      points.add(
          result.level().ordinal(),
          "check",
          result.limit().measure().label(),
          "subject",
          result.subject());
    }
  }
}
