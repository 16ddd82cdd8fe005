package io.penstock.daemon;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.UnfitFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses a file system that cannot keep the promises, and warns of a weaker one. */
public final class DataDisk {
  private static final Logger LOG = LoggerFactory.getLogger(DataDisk.class);

  private DataDisk() {}

  /**
   * Looks at the file systems of a data directory's folders; those that are missing are passed
   * over.
   *
   * @throws ProgramException with {@link ExitCode#USAGE} when one is unfit and not allowed
   * @throws IOException when the kernel does not say
   */
  public static void check(Configuration configuration) throws IOException {
    DataDirectory data = configuration.dataDirectory();
    String last = "";
    for (Path folder : List.of(data.journal(), data.readers(), data.counters(), data.locks())) {
      if (Files.isDirectory(folder)) {
        FilesystemFitness fitness = FilesystemFitness.of(folder);
        if (!fitness.type().equals(last)) {
          judge(folder, fitness, configuration.journal().unfitFilesystem());
        }
        last = fitness.type();
      }
    }
  }

  /** Refuses, warns or says nothing. */
  static void judge(Path folder, FilesystemFitness fitness, UnfitFilesystem unfit) {
    String words = folder + " lies on " + fitness.type() + ": " + fitness.reason();
    switch (fitness.verdict()) {
      case SOUND -> LOG.debug("{} lies on {}", folder, fitness.type());
      case WEAKER -> LOG.warn("{}", words);
      case UNFIT -> {
        if (unfit == UnfitFilesystem.REFUSE) {
          throw new ProgramException(
              ExitCode.USAGE,
              words + ". To run there all the same: --set journal.unfit_filesystem=allow");
        }
        LOG.warn("{}; it runs because journal.unfit_filesystem = allow", words);
      }
    }
  }
}
