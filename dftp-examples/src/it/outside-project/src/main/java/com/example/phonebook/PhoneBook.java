// SPDX-License-Identifier: Apache-2.0
package com.example.phonebook;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.ChordMessageCodec;
import io.dftp.chord.ChordNode;
import io.dftp.chord.VirtualNodes;
import io.dftp.failure.FailureConfig;
import io.dftp.failure.FailureMessage;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.KeyHasher;
import io.dftp.net.BulkTransport;
import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.Transport;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One host of a phone book: each entry is kept by the host that owns the name on the ring, and any
 * host can be asked for it. Confined to the event loop.
 */
public final class PhoneBook {

  private static final int MAX_TEXT_BYTES = 200;

  /** Keep this entry. */
  record Write(String name, String number) implements Message {}

  /** What is the number? */
  record Read(String name) implements Message {}

  /** This is it; empty when there is none. */
  record Entry(String number) implements Message {}

  private final RequestChannel channel;
  private final ChordNode node;
  private final Map<String, String> entries = new TreeMap<>();

  /** Creates a host that is in no ring. The ports may be those of a simulation or real ones. */
  public PhoneBook(
      EventLoop loop, Transport transport, BulkTransport bulkTransport, Metrics metrics) {
    channel = new RequestChannel(loop, transport, bulkTransport, codec(), metrics);
    PeerMonitor monitor = new PeerMonitor(channel, FailureConfig.lan(), metrics);
    VirtualNodes positions = new VirtualNodes(channel, monitor, ChordConfig.lan(), metrics);
    node = positions.add(KeyHasher.hash(channel.localAddress().toString()), 1);
    channel.on(
        Write.class,
        (write, exchange) -> {
          entries.put(write.name(), write.number());
          exchange.reply(new Entry(write.number()));
        });
    channel.on(
        Read.class,
        (read, exchange) -> exchange.reply(new Entry(entries.getOrDefault(read.name(), ""))));
  }

  /** Begins a ring. */
  public void begin() {
    node.create();
  }

  /** Joins the ring of another host. */
  public CompletableFuture<Void> join(NodeAddress contact, CallContext context) {
    return node.join(List.of(contact), context);
  }

  /** Returns the position on the ring. */
  public ChordNode node() {
    return node;
  }

  /** Keeps the number at the host that owns the name. */
  public CompletableFuture<Void> put(String name, String number, CallContext context) {
    return node.findSuccessor(KeyHasher.hash(name), context)
        .thenCompose(
            found ->
                channel.request(
                    found.owner().address(), new Write(name, number), Entry.class, context))
        .thenApply(entry -> null);
  }

  /** Returns the number, empty when there is none. */
  public CompletableFuture<String> get(String name, CallContext context) {
    return node.findSuccessor(KeyHasher.hash(name), context)
        .thenCompose(
            found -> channel.request(found.owner().address(), new Read(name), Entry.class, context))
        .thenApply(Entry::number);
  }

  /** Operations from 60,000 on are for applications. */
  private static MessageCodec codec() {
    List<MessageType<?>> types = new ArrayList<>(ChordMessageCodec.types());
    types.addAll(FailureMessage.types());
    types.add(
        new MessageType<>(
            60_001,
            Write.class,
            (write, into) -> into.text(write.name()).text(write.number()),
            from -> new Write(from.text(MAX_TEXT_BYTES), from.text(MAX_TEXT_BYTES))));
    types.add(
        new MessageType<>(
            60_002,
            Read.class,
            (read, into) -> into.text(read.name()),
            from -> new Read(from.text(MAX_TEXT_BYTES))));
    types.add(
        new MessageType<>(
            60_003,
            Entry.class,
            (entry, into) -> into.text(entry.number()),
            from -> new Entry(from.text(MAX_TEXT_BYTES))));
    return new MessageCodec(types);
  }
}
