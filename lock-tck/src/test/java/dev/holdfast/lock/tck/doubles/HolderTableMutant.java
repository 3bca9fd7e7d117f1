package dev.holdfast.lock.tck.doubles;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table with a bug. */
final class HolderTableMutant extends HolderTable {

  private final Path directory;
  private final ProcessMutant mutant;

  HolderTableMutant(Path directory, ProcessMutant mutant) {
    super(directory);
    this.directory = directory;
    this.mutant = mutant;
  }

  @Override
  boolean counts(Holder holder) {
    Holder me = Holder.here(holder.mode(), holder.limit());
    return switch (mutant) {
      case M61 -> true;
      case M60 -> isAlive(holder) ? bequeath(holder) : isInherited(holder);
      case M62 ->
          holder.life().equals(me.life())
              || (holder.pid() != me.pid() && ProcessHandle.of(holder.pid()).isPresent());
      default -> super.counts(holder);
    };
  }

  @Override
  @Nullable Grant tryEnter(LockId id, LockMode mode, int limit) {
    return switch (mutant) {
      case M72 -> breakOutside(id, mode, limit);
      case M73 -> drawBefore(id, mode, limit);
      case M81 ->
          mode == LockMode.PERMIT ? lookThenTake(id, limit) : super.tryEnter(id, mode, limit);
      default -> super.tryEnter(id, mode, limit);
    };
  }

  /** The dead are removed by whoever sees them, according to what they have seen. */
  private @Nullable Grant breakOutside(LockId id, LockMode mode, int limit) {
    Path file = file(id);
    Content seen = alone(() -> Content.read(file));
    List<Holder> living = seen.holders().stream().filter(this::isAlive).toList();
    if (living.size() == seen.holders().size()) {
      return super.tryEnter(id, mode, limit);
    }
    Holder me = Holder.here(mode, limit);
    if (conflicts(id, living, me)) {
      return null;
    }
    return alone(
        () -> {
          new Content(seen.token(), living).with(me, seen.token() + 1).write(file);
          return grant(me, seen.token() + 1);
        });
  }

  private @Nullable Grant drawBefore(LockId id, LockMode mode, int limit) {
    Path file = file(id);
    long token = alone(() -> Content.read(file)).token() + 1;
    Grant grant = super.tryEnter(id, mode, limit);
    return grant == null ? null : grant(grant.holder(), token);
  }

  /** Looks for a permit, and then takes it. */
  private @Nullable Grant lookThenTake(LockId id, int limit) {
    Path file = file(id);
    Holder me = Holder.here(LockMode.PERMIT, limit);
    Content seen = alone(() -> Content.read(file));
    if (conflicts(id, seen.holders().stream().filter(this::isAlive).toList(), me)) {
      return null;
    }
    return alone(
        () -> {
          Content content = Content.read(file);
          content.with(me, content.token() + 1).write(file);
          return grant(me, 0);
        });
  }

  private Path heirs(Holder holder) {
    return directory.resolve("heirs-" + holder.nonce());
  }

  /** Writes down the children of a holder, as if each inherited the lock. */
  private boolean bequeath(Holder holder) {
    String children =
        ProcessHandle.of(holder.pid()).stream()
            .flatMap(ProcessHandle::children)
            .map(child -> Long.toString(child.pid()))
            .collect(Collectors.joining(" "));
    try {
      Files.writeString(heirs(holder), children, UTF_8);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isInherited(Holder holder) {
    try {
      return Files.exists(heirs(holder))
          && List.of(Files.readString(heirs(holder), UTF_8).split(" ", -1)).stream()
              .filter(pid -> !pid.isEmpty())
              .anyMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
