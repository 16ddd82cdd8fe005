package io.penstock.os;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets root work on files as their owner: whatever the calling thread makes until this is closed
 * belongs to the owner of a folder, and is refused where the owner would be. For anybody else
 * nothing changes.
 *
 * <p>It is setfsuid(2), which holds for one thread and for files alone; so it is closed on the
 * thread that opened it. The mode of new files is left to the umask, which the launcher sets.
 */
public final class ActingAs implements AutoCloseable {
  private static final LibcFunction GETEUID = LibcFunction.of("geteuid");
  private static final LibcFunction SETFSUID = LibcFunction.of("setfsuid");
  private static final LibcFunction SETFSGID = LibcFunction.of("setfsgid");
  private static final int ROOT = 0;

  private final boolean isActing;
  private final long groupBefore;

  private ActingAs(boolean isActing, long groupBefore) {
    this.isActing = isActing;
    this.groupBefore = groupBefore;
  }

  /**
   * Acts as the owner and group of a folder; of the nearest one above it that is there.
   *
   * @throws IOException when the folder cannot be looked at
   */
  public static ActingAs ownerOf(Path folder) throws IOException {
    Path nearest = folder.toAbsolutePath();
    while (Files.notExists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    int owner = (Integer) Files.getAttribute(nearest, "unix:uid");
    int group = (Integer) Files.getAttribute(nearest, "unix:gid");
    if (owner == ROOT || call(GETEUID, 0) != ROOT) {
      return new ActingAs(false, 0);
    }
    long groupBefore = call(SETFSGID, group); // both return what was before, and no error
    call(SETFSUID, owner);
    return new ActingAs(true, groupBefore);
  }

  private static long call(LibcFunction function, int id) {
    MemorySegment errno = Libc.newErrno();
    return (int) function.word(errno, Integer.toUnsignedLong(id), 0, 0, 0, 0, 0);
  }

  @Override
  public void close() {
    if (isActing) {
      call(SETFSUID, ROOT);
      call(SETFSGID, (int) groupBefore);
    }
  }
}
