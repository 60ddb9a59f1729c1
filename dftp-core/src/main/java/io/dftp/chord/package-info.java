// SPDX-License-Identifier: Apache-2.0
/**
 * The ring: Zave's corrected Chord protocol as a pure step function, its shell, and lookups. Start
 * with {@link io.dftp.chord.VirtualNodes}, which makes a {@link io.dftp.chord.ChordNode}, and with
 * {@link io.dftp.chord.RingProtocol} for how it works.
 *
 * <p>A position of a host, on any loop and network, as in {@code
 * dftp-examples/src/main/java/io/dftp/examples/RingInOneProcess.java}:
 *
 * <pre>{@code
 * List<MessageType<?>> messages = new ArrayList<>(ChordMessageCodec.types());
 * messages.addAll(FailureMessage.types());
 * RequestChannel channel = process.newChannel(new MessageCodec(messages));
 * PeerMonitor monitor = new PeerMonitor(channel, FailureConfig.simulated(), process.metrics());
 * VirtualNodes positions =
 *     new VirtualNodes(channel, monitor, ChordConfig.simulated(), process.metrics());
 * return positions.add(KeyHasher.hash(channel.localAddress().toString()), 1);
 * }</pre>
 *
 * <p>Then {@link io.dftp.chord.ChordNode#create} begins a ring, or {@link
 * io.dftp.chord.ChordNode#join} joins one, and {@link io.dftp.chord.ChordNode#findSuccessor} finds
 * who owns a key. All of it is called on the event loop; {@link io.dftp.runtime.EventLoop#call}
 * gets there from any thread.
 */
@NullMarked
package io.dftp.chord;

import org.jspecify.annotations.NullMarked;
