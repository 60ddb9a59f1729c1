/**
 * The {@code dftp} command line and small examples of the libraries, each in one class and run by a
 * test. Start with {@link io.dftp.examples.Main}.
 */
@NullMarked
package io.dftp.examples;

import org.jspecify.annotations.NullMarked;
