/**
 * RFC 959 and its extensions as values: commands, replies, paths, listings, and what turns bytes
 * into them.
 *
 * <p>Everything here is pure: no sockets, no clocks, no threads. Start with {@link
 * io.dftp.ftp.protocol.FtpCommandParser} for what comes in, {@link io.dftp.ftp.protocol.FtpReply}
 * for what goes out, and {@link io.dftp.ftp.protocol.FtpPath} for names.
 */
@NullMarked
package io.dftp.ftp.protocol;

import org.jspecify.annotations.NullMarked;
