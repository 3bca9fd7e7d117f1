package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.filesystem.VolumePolicy;
import dev.holdfast.lock.tck.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What can happen to the file of a lock. */
final class FileSystemFaults implements Faults {

  /** Reads the file, as a backup does: closing it again drops all locks of the process on it. */
  @Override
  public void loseHandle(LockId lock, LockHandle handle) throws IOException {
    if (!Files.isDirectory(Path.of("/proc/self/fdinfo"))) {
      throw new UnsupportedOperationException("Only Linux tells which locks a process has.");
    }
    byte[] unused = Files.readAllBytes(file(lock));
  }

  @Override
  public void removeBackingStore(LockId lock) throws IOException {
    Files.delete(file(lock));
  }

  /** The copy is made by another process: see {@link #loseHandle}. */
  @Override
  public void replaceBackingStore(LockId lock) throws IOException, InterruptedException {
    Path file = file(lock);
    Path copy = file.resolveSibling(file.getFileName() + ".restored");
    int exit = new ProcessBuilder("cp", file.toString(), copy.toString()).start().waitFor();
    if (exit != 0) {
      throw new IOException("cp " + file + " " + copy + " ended with " + exit);
    }
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path file(LockId lock) {
    try (FileSystemLocks locks =
        FileSystemLocks.builder(Path.of(lock.namespace())).volumes(VolumePolicy.TRUST).build()) {
      return locks.inspect(lock.kind(), lock.name()).file();
    }
  }
}
