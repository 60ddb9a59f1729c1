// SPDX-License-Identifier: Apache-2.0
/** The FTP users of a ring: any of its nodes knows all of them. */
@NullMarked
package io.dftp.ftp.users;

import org.jspecify.annotations.NullMarked;
