// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.auth.Authenticator;
import io.dftp.ftp.command.CommandTable;
import io.dftp.ftp.files.FileSystem;
import java.time.InstantSource;

/** What all sessions of a server share. */
record ServerContext(
    FtpServerConfig config,
    FileSystem files,
    Authenticator authenticator,
    InstantSource clock,
    CommandTable commands,
    Admission admission,
    Presence presence) {}
