package io.penstock.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.penstock.counters.CounterFile;
import io.penstock.daemon.FailStop;
import io.penstock.daemon.NamedLock;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import org.agrona.concurrent.AgentRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between modules and rooms; ARCHITECTURE.md draws them. */
class ArchitectureTest {
  private static final String INGEST = "io.penstock.ingest..";
  private static final String WORKER = "io.penstock.worker..";
  private static final String TOOLS = "io.penstock.tools..";
  private static final String CONSOLE = "io.penstock.console..";

  private static final String AUDIT = "io.penstock.audit..";
  private static final String CRASH = "io.penstock.crash..";
  private static final String COUNTERS = "io.penstock.counters..";
  private static final String CONTENT = "io.penstock.content..";
  private static final String STATSD = "io.penstock.statsd..";
  private static final String SHARD = "io.penstock.shard..";
  private static final String PACK = "io.penstock.pack..";
  private static final String DIALECT = "io.penstock.dialect..";
  private static final String BACKLOG = "io.penstock.backlog..";
  private static final String JOURNAL = "io.penstock.journal..";
  private static final String RECORD = "io.penstock.journal.record..";
  private static final String ROLL_FILE = "io.penstock.journal.rollfile..";
  private static final String CHRONICLE = "io.penstock.journal.chronicle..";
  private static final String READER = "io.penstock.reader..";
  private static final String AMOUNTS = "io.penstock.amounts..";
  private static final String OS = "io.penstock.os..";
  private static final String NET = "io.penstock.net..";
  private static final String CONFIG = "io.penstock.config..";
  private static final String SERVICE = "io.penstock.service..";
  private static final String DAEMON = "io.penstock.daemon..";

  private static JavaClasses classes;

  @BeforeAll
  static void importEveryModule() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.penstock");
  }

  /** Without this, a rule over classes that were never found would hold. */
  @Test
  void everyRoomIsSeen() {
    for (String room :
        new String[] {
          INGEST, WORKER, TOOLS, CONSOLE, AUDIT, COUNTERS, STATSD, CONTENT, SHARD, PACK, DIALECT,
          JOURNAL, RECORD, ROLL_FILE, CHRONICLE, BACKLOG, READER, AMOUNTS, OS, NET, CONFIG, SERVICE,
          DAEMON
        }) {
      String name = room.replace("..", "");
      assertTrue(
          classes.stream().filter(c -> c.getPackageName().startsWith(name)).count() >= 2,
          () -> "no classes of " + name + " among " + classes.size());
    }
  }

  @Test
  void ingestKnowsNeitherWorkerNorTools() {
    noneOf(INGEST, WORKER, TOOLS, CONSOLE);
  }

  @Test
  void workerKnowsNeitherIngestNorTools() {
    noneOf(WORKER, INGEST, TOOLS, CONSOLE);
  }

  @Test
  void toolsKnowNeitherDaemon() {
    noneOf(TOOLS, INGEST, WORKER, CONSOLE);
  }

  /** It shows what the tools know, and they start without it. */
  @Test
  void theConsoleStandsOnTheToolsAlone() {
    noneOf(CONSOLE, INGEST, WORKER);
  }

  /** What serves knows nothing of what is served. */
  @Test
  void theConsolesServerKnowsNothingOfPenstock() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.penstock.console.http..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.penstock..")
                    .and(not(resideInAPackage("io.penstock.console.http..")))));
  }

  /** It looks: no lock, no file of a daemon opened, no command that changes something. */
  @Test
  void theConsoleChangesNothing() {
    noneOf(
        CONSOLE,
        "io.penstock.tools.upkeep..",
        "io.penstock.tools.pause..",
        "io.penstock.tools.integrity..",
        "io.penstock.tools.transfer..",
        CRASH);
    check(
        noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                NamedLock.class, ReaderFile.class, CounterFile.class, JournalWriter.class));
  }

  @Test
  void onlyMetricsKnowPrometheus() {
    onlyIn("io.penstock.tools.status..", "io.prometheus..");
  }

  @Test
  void whatIsSharedKnowsNoneWhoShareIt() {
    for (String room :
        new String[] {
          AUDIT, CRASH, COUNTERS, STATSD, CONTENT, SHARD, PACK, DIALECT, JOURNAL, BACKLOG, READER,
          AMOUNTS, OS, NET, CONFIG, SERVICE, DAEMON
        }) {
      noneOf(room, INGEST, WORKER, TOOLS, CONSOLE);
    }
  }

  /** An audit that shared code with what it judges would share its faults. */
  @Test
  void theAuditSharesNoCodeWithTheWayOut() {
    noneOf(AUDIT, PACK, STATSD, CONTENT, DIALECT, OS, NET, CONFIG, SERVICE, DAEMON);
    noneOf(JOURNAL, AUDIT);
    noneOf(READER, AUDIT);
    // Of a reader it takes the file alone, and none of the rules by which a worker reads.
    check(
        noClasses()
            .that()
            .resideInAPackage(AUDIT)
            .should()
            .dependOnClassesThat(
                resideInAPackage(READER)
                    .and(not(belongToAnyOf(ReaderFile.class, Position.class)))));
  }

  @Test
  void theLowestRoomsKnowNoOtherRoom() {
    noneOf(SERVICE, COUNTERS, SHARD, JOURNAL, BACKLOG, READER, AMOUNTS, CONFIG, DAEMON);
    noneOf(AMOUNTS, COUNTERS, STATSD, SHARD, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(JOURNAL, BACKLOG, SERVICE);
    noneOf(BACKLOG, SERVICE, OS, NET, CONFIG, DAEMON);
    noneOf(CRASH, COUNTERS, STATSD, SHARD, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(COUNTERS, STATSD, SHARD, JOURNAL, NET, CONFIG, DAEMON); // os tells why a disk refuses
    noneOf(OS, COUNTERS, STATSD, SHARD, JOURNAL, NET, CONFIG, DAEMON);
    noneOf(NET, COUNTERS, STATSD, SHARD, JOURNAL, CONFIG, DAEMON);
    noneOf(STATSD, COUNTERS, SHARD, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(CONTENT, COUNTERS, SHARD, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(SHARD, COUNTERS, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(DIALECT, COUNTERS, SHARD, PACK, JOURNAL, OS, NET, CONFIG, DAEMON);
    noneOf(PACK, COUNTERS, STATSD, SHARD, JOURNAL, OS, NET, CONFIG, DAEMON);
  }

  /** Socket addresses and the like have their own room. */
  @Test
  void onlyWhatTalksKnowsSockets() {
    for (String room : new String[] {JOURNAL, READER, BACKLOG, AUDIT, COUNTERS}) {
      noneOf(room, NET);
    }
  }

  @Test
  void readersStandAboveTheJournal() {
    for (String room :
        new String[] {CRASH, COUNTERS, STATSD, SHARD, PACK, DIALECT, JOURNAL, OS, NET}) {
      noneOf(room, READER);
    }
  }

  /** Reading hands on to sending, sending to a destination, and none of them knows the agent. */
  @Test
  void eachRoomOfTheWorkerKnowsOnlyTheNext() {
    String agent = "io.penstock.worker";
    noneOf(agent + ".destination..", agent, agent + ".reading..", agent + ".sending..");
    noneOf(agent + ".sending..", agent, agent + ".reading..");
    noneOf(agent + ".reading..", agent, agent + ".destination..");
  }

  /** The promise stands on the files, on Chronicle's way to map them, and on the record. */
  @Test
  void theJournalsRoomsLieInLayers() {
    String promise = "io.penstock.journal";
    noneOf(RECORD, promise, ROLL_FILE, CHRONICLE);
    noneOf(ROLL_FILE, promise, CHRONICLE);
    noneOf(CHRONICLE, promise);
  }

  @Test
  void onlyOneRoomOfTheJournalKnowsChronicle() {
    onlyIn(CHRONICLE, "net.openhft..");
  }

  /** They are public for each other; everyone else uses the promise, and what it answers with. */
  @Test
  void onlyTheJournalKnowsItsInnerRooms() {
    DescribedPredicate<JavaClass> answers =
        belongToAnyOf(JournalException.class, LayoutRecord.class, Losses.class, PollResult.class);
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(JOURNAL)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(RECORD, ROLL_FILE, CHRONICLE).and(not(answers))));
  }

  /** Every package is a room of its own, one inside another too. */
  @Test
  void noRoomsDependOnEachOtherInACircle() {
    SlicesRuleDefinition.slices()
        .matching("io.penstock.(**)")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  /** An agent that failed must not work again, and a bare runner would let it. */
  @Test
  void everyAgentStopsAtItsFirstFailure() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(FailStop.class)
            .should()
            .callConstructorWhere(target(owner(assignableTo(AgentRunner.class)))));
  }

  @Test
  void onlyConfigKnowsCommonsConfiguration() {
    onlyIn(CONFIG, "org.apache.commons.configuration2..");
  }

  @Test
  void onlyTheHostsRoomsMakeForeignCalls() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(OS, NET)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign.."));
  }

  @Test
  void onlyTheConsoleServesHttp() {
    onlyIn("io.penstock.console.http..", "com.sun.net.httpserver..");
    check(
        noClasses()
            .that()
            .resideInAnyPackage(INGEST, WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http.."));
  }

  private static void noneOf(String room, String... others) {
    check(
        noClasses()
            .that()
            .resideInAPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others));
  }

  private static void onlyIn(String room, String library) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  private static void check(ArchRule rule) {
    rule.check(classes);
  }
}
