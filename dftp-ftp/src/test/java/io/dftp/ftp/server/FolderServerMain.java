// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.PasswordConfig;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.files.LocalFolder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/**
 * Serves a folder for trying real clients by hand: {@code FolderServerMain <folder> <port>}; user
 * {@code u}, password {@code p}.
 */
final class FolderServerMain {
  private FolderServerMain() {}

  public static void main(String[] arguments) throws Exception {
    PasswordAuthenticator users =
        new PasswordAuthenticator(
            PasswordConfig.defaults(), InstantSource.system(), new SecureRandom());
    users.put(User.withFullAccess("u"), "p");
    LocalFolder folder =
        new LocalFolder(Path.of(arguments[0]), Executors.newFixedThreadPool(4), false);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    FtpServer server =
        new FtpServer(FtpServerConfig.at(address), folder, users, InstantSource.system());
    System.out.println("Serving on " + server.start().get());
    Thread.currentThread().join();
  }
}
