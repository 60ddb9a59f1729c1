// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.net.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;

/** One FTP session of the command line as a client: binary, passive, names in UTF-8. */
final class FtpSession implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final FTPClient client = new FTPClient();

  private FtpSession() {}

  /** Logs in. */
  static FtpSession open(NodeAddress server, String user, String password) throws IOException {
    FtpSession session = new FtpSession();
    try {
      session.login(server, user, password);
    } catch (IOException e) {
      session.close();
      throw e;
    }
    return session;
  }

  private void login(NodeAddress server, String user, String password) throws IOException {
    client.setControlEncoding(StandardCharsets.UTF_8.name());
    client.setConnectTimeout((int) PATIENCE.toMillis());
    client.setDefaultTimeout((int) PATIENCE.toMillis());
    client.setDataTimeout(PATIENCE);
    client.setBufferSize(BUFFER_BYTES);
    client.connect(server.host(), server.port());
    check(FTPReply.isPositiveCompletion(client.getReplyCode()), "connect to " + server);
    check(client.login(user, password), "log in as " + user);
    client.enterLocalPassiveMode();
    check(client.setFileType(FTP.BINARY_FILE_TYPE), "set binary mode");
  }

  /** Makes a directory; its parent has to exist. */
  void makeDirectory(String path) throws IOException {
    check(client.makeDirectory(path), "make " + path);
  }

  /** Uploads a file, replacing the one of that name; returns when it is stored. */
  void put(String path, InputStream content) throws IOException {
    check(client.storeFile(path, content), "upload " + path);
  }

  /** Downloads a file. */
  void get(String path, OutputStream into) throws IOException {
    check(client.retrieveFile(path, into), "download " + path);
  }

  /** Removes a file. */
  void delete(String path) throws IOException {
    check(client.deleteFile(path), "delete " + path);
  }

  /** Returns the paths of all files at and below a directory, in no defined order. */
  List<String> filesBelow(String directory) throws IOException {
    FTPFile[] entries = client.mlistDir(directory);
    check(FTPReply.isPositiveCompletion(client.getReplyCode()), "list " + directory);
    List<String> files = new ArrayList<>();
    for (FTPFile entry : entries) {
      String path = (directory.equals("/") ? "" : directory) + "/" + entry.getName();
      if (entry.isFile()) {
        files.add(path);
      } else if (entry.isDirectory() && !entry.getName().startsWith(".")) {
        files.addAll(filesBelow(path));
      }
    }
    return files;
  }

  private void check(boolean done, String what) throws IOException {
    if (!done) {
      String reply = client.getReplyString();
      throw new IOException("could not " + what + ": " + (reply == null ? "no reply" : reply));
    }
  }

  @Override
  public void close() throws IOException {
    if (client.isConnected()) {
      client.disconnect();
    }
  }
}
