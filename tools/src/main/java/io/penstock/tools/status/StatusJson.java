package io.penstock.tools.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.journal.OldestRecord;
import io.penstock.tools.check.CounterBalance;
import java.time.Instant;

/** A report as JSON. Names are part of the interface: they stay, new ones may come. */
public final class StatusJson {
  private StatusJson() {}

  /** The whole report. */
  public static JsonObject of(Report report) {
    JsonObject root = new JsonObject();
    root.addProperty("time", Instant.ofEpochMilli(report.epochMs()).toString());
    root.addProperty("data_directory", report.data().toString());
    root.add("ingest", report.ingest().map(StatusJson::ingest).orElse(null));
    JsonObject journal = new JsonObject();
    journal.addProperty("head", report.ingest().map(IngestReport::head).orElse(0L));
    journal.addProperty("roll_files", report.journal().rollFiles());
    journal.addProperty("allocated_bytes", report.journal().allocatedBytes());
    journal.addProperty("free_bytes", known(report.journal().freeBytes()));
    journal.addProperty("disk_bytes", known(report.journal().diskBytes()));
    journal.addProperty(
        "oldest_number", report.journal().oldest().map(OldestRecord::number).orElse(null));
    journal.addProperty(
        "oldest_time", report.journal().oldest().map(o -> time(o.receiveTimeNs())).orElse(null));
    report
        .ingest()
        .ifPresent(
            ingest -> {
              journal.addProperty("storage", ingest.storage());
              journal.addProperty(
                  "headroom_seconds",
                  ingest.headroomSeconds() < 0 ? null : ingest.headroomSeconds());
              journal.addProperty("deleted_unread_datagrams", ingest.deletedUnread());
            });
    root.add("journal", journal);
    root.add("balance", balance(report.balance()));
    JsonArray readers = new JsonArray();
    report.readers().forEach(reader -> readers.add(reader(reader)));
    report.unstarted().forEach(shard -> readers.add(unstarted(shard)));
    root.add("readers", readers);
    JsonArray faults = new JsonArray();
    report.faults().forEach(faults::add);
    root.add("faults", faults);
    return root;
  }

  private static Long known(long value) {
    return value < 0 ? null : value;
  }

  private static String time(long epochNs) {
    return Instant.EPOCH.plusNanos(epochNs).toString();
  }

  private static JsonObject balance(CounterBalance balance) {
    JsonObject json = new JsonObject();
    json.addProperty("equations", balance.equations());
    json.addProperty("residual", balance.residual());
    JsonArray failing = new JsonArray();
    balance.failing().forEach(failing::add);
    json.add("failing", failing);
    JsonArray open = new JsonArray();
    balance.open().forEach(open::add);
    json.add("open", open);
    json.addProperty("moving", balance.moving());
    return json;
  }

  private static JsonObject ingest(IngestReport ingest) {
    JsonObject json = new JsonObject();
    json.addProperty("life", ingest.life().label());
    json.addProperty("pid", ingest.pid());
    json.addProperty("started", Instant.ofEpochMilli(ingest.startedEpochMs()).toString());
    json.addProperty("port", ingest.port());
    json.addProperty("received_datagrams", ingest.received());
    json.addProperty("received_bytes", ingest.receivedBytes());
    addRate(json, "received_datagrams_per_second", ingest.receivedPerSecond());
    addRate(json, "appended_datagrams_per_second", ingest.appendedPerSecond());
    json.addProperty("appended_datagrams", ingest.appended());
    json.addProperty("dropped_datagrams", ingest.droppedInAll());
    JsonObject dropped = new JsonObject();
    ingest.dropped().forEach(dropped::addProperty);
    json.add("dropped_by_reason", dropped);
    json.addProperty("kernel_drops", ingest.kernelDrops());
    JsonObject away = new JsonObject();
    away.addProperty("times", ingest.away().times());
    away.addProperty("milliseconds", ingest.away().ms());
    away.addProperty("last_milliseconds", ingest.away().lastMs());
    away.addProperty("datagrams_per_second_before_last", ingest.away().lastPerSecond());
    json.add("away", away);
    json.addProperty("receive_errors", ingest.oddities().receiveErrors());
    json.addProperty("attachments_refused", ingest.oddities().attachmentsRefused());
    json.addProperty("socket_files_renewed", ingest.oddities().filesRenewed());
    json.addProperty("receive_buffer_asked_bytes", ingest.bufferAskedBytes());
    json.addProperty("receive_buffer_granted_bytes", ingest.bufferGrantedBytes());
    json.addProperty("receive_buffer_used_bytes", ingest.bufferUsedBytes());
    JsonArray inputs = new JsonArray();
    ingest.inputs().forEach(inputs::add);
    json.add("inputs", inputs);
    JsonObject clients = new JsonObject();
    clients.addProperty("connected", ingest.clients().connected());
    ingest.clients().events().forEach(clients::addProperty);
    json.add("stream_clients", clients);
    return json;
  }

  private static JsonObject reader(ReaderReport reader) {
    JsonObject json = new JsonObject();
    json.addProperty("name", reader.name());
    json.addProperty("shard", reader.shard() < 0 ? null : reader.shard());
    json.addProperty("destination", reader.destination().isEmpty() ? null : reader.destination());
    json.addProperty("life", reader.life().label());
    json.addProperty("pid", reader.pid());
    json.addProperty("state", reader.state());
    json.addProperty("position", reader.position());
    json.addProperty("backlog_datagrams", reader.backlogDatagrams());
    json.addProperty("backlog_bytes", reader.backlogBytes());
    json.addProperty("in_doubt_datagrams", reader.inDoubtDatagrams());
    json.addProperty("lag_seconds", reader.lagNs() / 1e9);
    addRate(json, "lines_per_second", reader.linesPerSecond());
    addRate(
        json,
        "eta_seconds",
        Double.isInfinite(reader.etaSeconds()) ? Double.NaN : reader.etaSeconds());
    json.addProperty("committed_lines", reader.lines());
    json.addProperty("rejected_lines", reader.rejectedLines());
    json.addProperty("lost_datagrams", reader.lost().total());
    JsonObject lost = new JsonObject();
    lost.addProperty("retention", reader.lost().retention());
    lost.addProperty("corrupt", reader.lost().corrupt());
    lost.addProperty("missing", reader.lost().missing());
    json.add("lost_by_reason", lost);
    json.addProperty("expired_datagrams", reader.expired());
    json.addProperty("repeated_lines", reader.repeatedLines());
    return json;
  }

  private static JsonObject unstarted(Report.Unstarted shard) {
    JsonObject json = new JsonObject();
    json.addProperty("name", shard.name());
    json.addProperty("shard", shard.shard() < 0 ? null : shard.shard());
    json.addProperty("destination", shard.destination());
    json.addProperty("state", "not_started");
    return json;
  }

  private static void addRate(JsonObject json, String name, double perSecond) {
    json.addProperty(name, Double.isNaN(perSecond) ? null : Math.round(perSecond * 10) / 10.0);
  }
}
