// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** The files of the operating system, with failures, a chosen free space and a record of calls. */
final class FailingFiles implements DurableFiles {

  private final DurableFiles real = new OperatingSystemFiles();

  volatile boolean failForce;

  /** The call that finds the machine short of something; none if empty. */
  volatile String shortIn = "";

  /** What it is short of, in the words of the system. */
  volatile String shortOf = "Too many open files";

  volatile long usable = Long.MAX_VALUE;

  /** The moves and the forces of files and directories, by the last names of their paths. */
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  private void checkName(String call, Path path) throws IOException {
    if (call.equals(shortIn)) {
      throw new FileSystemException(path.toString(), null, shortOf);
    }
  }

  @Override
  public NewFile create(Path file) throws IOException {
    checkName("create", file);
    NewFile created = real.create(file);
    return new NewFile() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        if (shortIn.equals("write")) {
          throw new IOException(shortOf);
        }
        created.write(bytes);
      }

      @Override
      public void force() throws IOException {
        if (failForce) {
          throw new IOException("planted: fsync failed");
        }
        created.force();
      }

      @Override
      public void close() throws IOException {
        created.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    checkName("createDirectory", directory);
    real.createDirectory(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    calls.add("move " + from.getFileName() + " to " + to.getFileName());
    real.move(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    calls.add("force " + directory.getFileName());
    checkName("forceDirectory", directory);
    real.forceDirectory(directory);
  }

  @Override
  public void forceFile(Path file) throws IOException {
    calls.add("force file " + file.getFileName());
    real.forceFile(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    real.delete(file);
  }

  @Override
  public boolean isDirectory(Path path) {
    return real.isDirectory(path);
  }

  @Override
  public OptionalLong size(Path file) throws IOException {
    return real.size(file);
  }

  @Override
  public byte[] read(Path file, int most) throws IOException {
    checkName("read", file);
    return real.read(file, most);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return Math.min(usable, real.usableBytes(path));
  }
}
