// SPDX-License-Identifier: Apache-2.0
/**
 * The ring: Zave's corrected Chord protocol as a pure step function, its shell, and lookups. Start
 * with {@link io.dftp.chord.VirtualNodes}, which makes a {@link io.dftp.chord.ChordNode}, and with
 * {@link io.dftp.chord.RingProtocol} for how it works.
 */
@NullMarked
package io.dftp.chord;

import org.jspecify.annotations.NullMarked;
