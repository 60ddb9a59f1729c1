// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * Files in memory behind a volatile cache, and a power loss before any chosen call that changes
 * them.
 *
 * <p>At a power loss of a file survives what was forced and a prefix of the rest, of a directory
 * the names that were forced and a subset of the changes since. Stricter than a disk, where a force
 * often makes its neighbours durable too.
 */
final class VolatileFiles implements DurableFiles {

  /** How much of what was not forced survives a power loss. */
  enum Survival {
    NOTHING,
    SOMETHING,
    EVERYTHING
  }

  /** The power is gone; no call has an effect any more. */
  static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The process is gone; the cache of the operating system is not. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private sealed interface Node {}

  private static final class FileNode implements Node {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int forced;
  }

  private static final class DirectoryNode implements Node {
    private final TreeMap<String, Node> names = new TreeMap<>();
    private TreeMap<String, Node> forced = new TreeMap<>();
  }

  private final DirectoryNode root = new DirectoryNode();
  private final long usable;
  private int changes;
  private int powerLossAt = Integer.MAX_VALUE;
  private int killAt = Integer.MAX_VALUE;
  private boolean dead;

  VolatileFiles(Path base, long usable) {
    this.usable = usable;
    DirectoryNode directory = root;
    for (Path name : base) {
      DirectoryNode next = new DirectoryNode();
      directory.names.put(name.toString(), next);
      directory.forced.put(name.toString(), next);
      directory = next;
    }
  }

  /** Returns how many changing calls there were. */
  synchronized int changes() {
    return changes;
  }

  /** Loses the power instead of the changing call of that number, counted from 0. */
  synchronized void losePowerAt(int change) {
    powerLossAt = change;
  }

  /** Kills the process instead of its changing call of that number, counted from now. */
  synchronized void killAfter(int more) {
    killAt = changes + more;
  }

  /** Ends what {@link #killAfter} began, if it has not happened. */
  synchronized void killNoMore() {
    killAt = Integer.MAX_VALUE;
  }

  /** Turns the power on again; what was volatile has survived as far as {@code survival} says. */
  synchronized void restart(Survival survival, Random random) {
    dead = false;
    powerLossAt = Integer.MAX_VALUE;
    killAt = Integer.MAX_VALUE;
    survive(root, survival, random);
  }

  @Override
  public synchronized NewFile create(Path file) throws IOException {
    change();
    DirectoryNode parent = directory(file.getParent());
    if (parent.names.containsKey(name(file))) {
      throw new FileAlreadyExistsException(file.toString());
    }
    FileNode created = new FileNode();
    parent.names.put(name(file), created);
    return new NewFile() {
      @Override
      public void write(ByteBuffer bytes) {
        synchronized (VolatileFiles.this) {
          change();
          while (bytes.hasRemaining()) {
            created.bytes.write(bytes.get());
          }
        }
      }

      @Override
      public void force() {
        synchronized (VolatileFiles.this) {
          change();
          created.forced = created.bytes.size();
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    change();
    DirectoryNode parent = directory(directory.getParent());
    if (parent.names.putIfAbsent(name(directory), new DirectoryNode()) != null) {
      throw new FileAlreadyExistsException(directory.toString());
    }
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    change();
    Node moved = directory(from.getParent()).names.remove(name(from));
    if (moved == null) {
      throw new NoSuchFileException(from.toString());
    }
    directory(to.getParent()).names.put(name(to), moved);
  }

  @Override
  public synchronized void forceFile(Path file) throws IOException {
    change();
    if (find(file) instanceof FileNode found) {
      found.forced = found.bytes.size();
    } else {
      throw new NoSuchFileException(file.toString());
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    change();
    DirectoryNode node = directory(directory);
    node.forced = new TreeMap<>(node.names);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    change();
    directory(file.getParent()).names.remove(name(file));
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    check();
    return find(path) instanceof DirectoryNode;
  }

  @Override
  public synchronized OptionalLong size(Path file) {
    check();
    return find(file) instanceof FileNode found
        ? OptionalLong.of(found.bytes.size())
        : OptionalLong.empty();
  }

  @Override
  public synchronized byte[] read(Path file, int most) throws IOException {
    check();
    if (find(file) instanceof FileNode found) {
      return Arrays.copyOf(found.bytes.toByteArray(), Math.min(most, found.bytes.size()));
    }
    throw new NoSuchFileException(file.toString());
  }

  @Override
  public synchronized List<String> list(Path directory) {
    check();
    return find(directory) instanceof DirectoryNode found
        ? List.copyOf(found.names.keySet())
        : List.of();
  }

  @Override
  public synchronized long usableBytes(Path path) {
    check();
    return usable;
  }

  private void check() {
    if (dead) {
      throw new PowerLoss();
    }
  }

  private void change() {
    check();
    int change = changes++;
    if (change == powerLossAt) {
      dead = true;
      throw new PowerLoss();
    }
    if (change == killAt) {
      throw new Killed();
    }
  }

  private Node find(Path path) {
    Node node = root;
    for (Path name : path) {
      node = node instanceof DirectoryNode directory ? directory.names.get(name.toString()) : null;
    }
    return node;
  }

  private DirectoryNode directory(Path path) throws IOException {
    if (find(path) instanceof DirectoryNode found) {
      return found;
    }
    throw new NoSuchFileException(String.valueOf(path));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void survive(DirectoryNode directory, Survival survival, Random random) {
    TreeMap<String, Node> survived = new TreeMap<>(directory.forced);
    TreeMap<String, Node> all = new TreeMap<>(directory.forced);
    all.putAll(directory.names);
    for (String name : all.keySet()) {
      if (keeps(survival, random)) {
        Node now = directory.names.get(name);
        if (now == null) {
          survived.remove(name);
        } else {
          survived.put(name, now);
        }
      }
    }
    directory.names.clear();
    directory.names.putAll(survived);
    directory.forced = new TreeMap<>(survived);
    for (Map.Entry<String, Node> entry : survived.entrySet()) {
      if (entry.getValue() instanceof DirectoryNode child) {
        survive(child, survival, random);
      } else if (entry.getValue() instanceof FileNode file) {
        survive(file, survival, random);
      }
    }
  }

  private static void survive(FileNode file, Survival survival, Random random) {
    int written = file.bytes.size();
    int kept =
        switch (survival) {
          case NOTHING -> file.forced;
          case SOMETHING -> file.forced + random.nextInt(written - file.forced + 1);
          case EVERYTHING -> written;
        };
    byte[] bytes = Arrays.copyOf(file.bytes.toByteArray(), kept);
    file.bytes.reset();
    file.bytes.writeBytes(bytes);
    file.forced = kept;
  }

  private static boolean keeps(Survival survival, Random random) {
    return survival == Survival.EVERYTHING
        || (survival == Survival.SOMETHING && random.nextBoolean());
  }
}
