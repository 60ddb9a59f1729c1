// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.RowBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hosts that talk, write and crash at random: everything a simulation can do, under one seed. */
final class ChattyWorld {

  record Chat(String text) implements Message {}

  private static final MessageCodec CODEC =
      new MessageCodec(
          List.of(
              new MessageType<>(
                  60_001,
                  Chat.class,
                  (chat, into) -> into.text(chat.text),
                  from -> new Chat(from.text(200)))));
  private static final int HOSTS = 5;

  private final List<SimulatedHost<RequestChannel>> hosts = new ArrayList<>();

  private ChattyWorld() {}

  /** Prints the hash of the run of the seed given. */
  public static void main(String[] arguments) {
    System.out.println(run(Long.parseLong(arguments[0])));
  }

  static String run(long seed) {
    Simulation simulation = new Simulation(seed);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.lossy());
    ChattyWorld world = new ChattyWorld();
    for (int i = 0; i < HOSTS; i++) {
      world.hosts.add(
          new SimulatedHost<>(network, new NodeAddress("10.0.0." + (i + 1), 1), world::start));
    }
    world.hosts.forEach(SimulatedHost::start);
    for (int round = 0; round < 20; round++) {
      simulation.runFor(Duration.ofSeconds(1));
      world.hosts.get(round % HOSTS).restart();
      network.cut(world.hosts.get(round % HOSTS).address(), world.hosts.get(0).address());
      if (round % 3 == 0) {
        network.heal();
      }
    }
    return simulation.traceHash() + " " + simulation.events();
  }

  private RequestChannel start(SimulatedProcess process) {
    RequestChannel channel = process.newChannel(CODEC);
    channel.on(
        Chat.class,
        (chat, exchange) ->
            process
                .store()
                .write(new RowBatch().put(Bytes.utf8(chat.text), Bytes.utf8("heard")))
                .whenComplete(
                    (done, failure) -> {
                      if (failure == null) {
                        exchange.reply(chat, exchange.content().duplicate());
                      } else {
                        exchange.fail(failure);
                      }
                    }));
    chatter(process, channel);
    return channel;
  }

  private void chatter(SimulatedProcess process, RequestChannel channel) {
    NodeAddress peer = hosts.get(process.loop().random().nextInt(HOSTS)).address();
    ByteBuffer content = ByteBuffer.allocate(process.loop().random().nextInt(2) * 1000);
    CallContext context = CallContext.withTimeout(process.loop(), Duration.ofSeconds(2));
    channel
        .request(
            peer,
            new Chat("chat " + process.loop().random().nextLong()),
            content,
            Chat.class,
            context)
        .whenComplete((answer, failure) -> context.close());
    process.loop().schedule(Duration.ofMillis(50), () -> chatter(process, channel));
  }
}
