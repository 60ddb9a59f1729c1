/**
 * The sockets of the FTP engine: control and data connections, sessions and their limits.
 *
 * <p>{@link io.dftp.ftp.server.FtpServer} is where to start, {@link
 * io.dftp.ftp.server.FtpServerConfig} says what it may use. One session with all its connections
 * lives on one event loop, so nothing in it is locked.
 */
@NullMarked
package io.dftp.ftp.server;

import org.jspecify.annotations.NullMarked;
