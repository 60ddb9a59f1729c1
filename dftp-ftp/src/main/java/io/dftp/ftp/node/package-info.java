// SPDX-License-Identifier: Apache-2.0
/**
 * The composition root: one process that is a member of the cluster and serves its file tree by
 * FTP. Start with {@code DftpNode}.
 */
@NullMarked
package io.dftp.ftp.node;

import org.jspecify.annotations.NullMarked;
