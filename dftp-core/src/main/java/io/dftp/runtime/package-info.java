// SPDX-License-Identifier: Apache-2.0
/**
 * Order, time, timers and the other small ports through which the outside reaches the core. Start
 * with {@link io.dftp.runtime.EventLoop}; {@link io.dftp.runtime.SingleThreadEventLoop} is the one
 * used in production.
 */
@NullMarked
package io.dftp.runtime;

import org.jspecify.annotations.NullMarked;
