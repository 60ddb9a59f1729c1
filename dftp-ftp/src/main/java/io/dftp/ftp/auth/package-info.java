/**
 * Who may log in and what they may do.
 *
 * <p>{@link io.dftp.ftp.auth.Authenticator} is the port, {@link io.dftp.ftp.auth.User} the answer,
 * {@link io.dftp.ftp.auth.PasswordAuthenticator} the version with users in memory.
 */
@NullMarked
package io.dftp.ftp.auth;

import org.jspecify.annotations.NullMarked;
