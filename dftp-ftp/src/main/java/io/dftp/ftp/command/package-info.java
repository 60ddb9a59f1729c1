/**
 * What each command does: one class a command, its RFC section in the comment.
 *
 * <p>{@link io.dftp.ftp.command.CommandTable} finds and runs them. A command decides in values:
 * from a {@link io.dftp.ftp.command.CommandContext} it makes an {@link
 * io.dftp.ftp.command.Outcome}, the next state of the session and an {@link
 * io.dftp.ftp.command.Action} for the server to carry out.
 */
@NullMarked
package io.dftp.ftp.command;

import org.jspecify.annotations.NullMarked;
