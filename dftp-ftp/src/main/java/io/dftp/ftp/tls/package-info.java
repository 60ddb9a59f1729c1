// SPDX-License-Identifier: Apache-2.0
/** What an FTP server needs for TLS (RFC 4217): its key and certificates, and who must encrypt. */
@NullMarked
package io.dftp.ftp.tls;

import org.jspecify.annotations.NullMarked;
