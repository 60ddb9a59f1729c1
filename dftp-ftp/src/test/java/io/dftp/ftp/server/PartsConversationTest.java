// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.auth.User;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see of an upload that broke off, and how they go on with it. */
final class PartsConversationTest {
  private TestServer server = serving(TestServer.config());

  private static TestServer serving(FtpServerConfig config) {
    return serving(TestServer.inMemory(), config);
  }

  private static TestServer serving(FileSystem files, FtpServerConfig config) {
    try {
      return new TestServer(files, config);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient binary(String user) throws Exception {
    RawClient client = server.loggedIn(user);
    client.expect("TYPE I", 200);
    return client;
  }

  private RawClient binary() throws Exception {
    return binary("u");
  }

  /** Ways in which an upload breaks off that has sent its beginning. */
  enum Break {
    RESET {
      @Override
      void off(RawClient client, Socket data) throws Exception {
        data.setSoLinger(true, 0);
        data.close();
        client.expectReply(426);
      }
    },
    ABORT {
      @Override
      void off(RawClient client, Socket data) throws Exception {
        client.expect("ABOR", 426);
        client.expectReply(226);
      }
    },
    SILENCE {
      @Override
      void off(RawClient client, Socket data) throws Exception {
        client.expectReply(426);
      }
    },
    HANGING_UP {
      @Override
      void off(RawClient client, Socket data) throws Exception {
        client.hangUp();
      }
    };

    abstract void off(RawClient client, Socket data) throws Exception;
  }

  private static void breakOff(RawClient client, String command, String text) throws Exception {
    breakOff(client, command, text, Break.RESET);
  }

  private static void breakOff(RawClient client, String command, String text, Break how)
      throws Exception {
    try (Socket data = client.passive()) {
      client.expect(command, 150);
      data.getOutputStream().write(text.getBytes(UTF_8));
      awaitBytes(client, text.length());
      how.off(client, data);
    }
  }

  /** Waits until the server has taken so many bytes of the running transfer. */
  private static void awaitBytes(RawClient client, int count) throws Exception {
    while (!client.ask("STAT").contains(": " + count + " bytes so far")) {
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  private static void awaitSize(RawClient client, String path, int size) throws Exception {
    while (!client.ask("SIZE " + path).equals("213 " + size)) {
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Break.class)
  void howeverItBreaksItIsHiddenAndGoneOnWith(Break how) throws Exception {
    TimeLimits d = TimeLimits.defaults();
    Duration stall = how == Break.SILENCE ? Duration.ofMillis(500) : d.stall();
    server.close();
    server =
        serving(
            TestServer.config()
                .withTimes(
                    new TimeLimits(
                        d.idle(), d.login(), d.dataConnect(), stall, Duration.ZERO, d.closing())));
    try (RawClient client = binary();
        RawClient other = binary()) {
      breakOff(client, "STOR /f", "begin", how);

      awaitSize(other, "/f", 5);
      other.expect("RETR /f", 425);
      other.expect("EPSV", 229);
      other.expect("RETR /f", 550);
      other.expect("MDTM /f", 550);
      other.expect("MLST /f", 550);
      other.expect("DELE /f", 550);
      other.expect("RNFR /f", 550);
      for (String listing : new String[] {"LIST", "LIST -a", "NLST", "MLSD"}) {
        assertThat(other.fetchText(listing)).isEmpty();
      }
      other.expect("REST 5", 350);
      other.store("STOR /f", "ning");
      assertThat(other.fetchText("RETR /f")).isEqualTo("beginning");
      assertThat(other.ask("SIZE /f")).isEqualTo("213 9");
      other.expect("SITE PART /f", 550);
    }
  }

  /** All of it ends at one moment, in no certain order, and the data end as if they were whole. */
  @Test
  void aClientThatIsKilledHasNotSentAll() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    FileSystem files = TestServer.inMemory();
    server.close();
    server = serving(holdingWrites(files, taken, killed), TestServer.config());
    RawClient client = binary();
    Socket data = client.passive();
    client.expect("STOR /f", 150);
    data.getOutputStream().write("begin".getBytes(UTF_8));
    taken.await();
    data.close();
    client.hangUp();
    killed.countDown();

    try (RawClient other = binary()) {
      awaitSize(other, "/f", 5);
      assertThat(other.fetchText("NLST")).isEmpty();
    }
  }

  /** Returns the same files, whose first write keeps the server from hearing anything else. */
  private static FileSystem holdingWrites(
      FileSystem files, CountDownLatch taken, CountDownLatch released) {
    return (FileSystem)
        Proxy.newProxyInstance(
            FileSystem.class.getClassLoader(),
            new Class<?>[] {FileSystem.class},
            (proxy, method, arguments) ->
                method.getName().equals("openWrite")
                    ? files
                        .openWrite((FtpPath) arguments[0], (WriteMode) arguments[1])
                        .thenApply(sink -> new HoldingSink(sink, taken, released))
                    : method.invoke(files, arguments));
  }

  private record HoldingSink(FileSink sink, CountDownLatch taken, CountDownLatch released)
      implements FileSink {
    @Override
    public CompletableFuture<Void> write(ByteBuffer bytes) {
      taken.countDown();
      try {
        released.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return sink.write(bytes);
    }

    @Override
    public CompletableFuture<Receipt> commit() {
      return sink.commit();
    }

    @Override
    public CompletableFuture<Void> abort() {
      return sink.abort();
    }
  }

  @Test
  void appeGoesOnWhereThereIsNoFile() throws Exception {
    try (RawClient client = binary()) {
      breakOff(client, "STOR /f", "begin");
      breakOff(client, "APPE /f", "n");
      assertThat(client.ask("SIZE /f")).isEqualTo("213 6");
      client.store("APPE /f", "ing");

      assertThat(client.fetchText("RETR /f")).isEqualTo("beginning");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 100})
  void atAnotherOffsetItIsNotGoneOnWith(int offset) throws Exception {
    try (RawClient client = binary()) {
      breakOff(client, "STOR /f", "begin");
      client.expect("EPSV", 229);
      client.expect("REST " + offset, 350);
      assertThat(client.ask("STOR /f")).isEqualTo("554 The part ends at byte 5.");

      assertThat(client.ask("SIZE /f")).isEqualTo("213 5");
    }
  }

  @Test
  void whereAFileStandsOnlySitePartAndRestSpeakOfThePart() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "the old file");
      breakOff(client, "STOR /f", "begin");

      assertThat(client.ask("SIZE /f")).isEqualTo("213 12");
      assertThat(client.ask("SITE PART /f")).isEqualTo("213 5");
      assertThat(client.ask("site part f")).isEqualTo("213 5");
      client.expect("MDTM /f", 213);
      assertThat(client.fetchText("RETR /f")).isEqualTo("the old file");
      client.expect("REST 5", 350);
      client.store("STOR /f", "ning");

      assertThat(client.fetchText("RETR /f")).isEqualTo("beginning");
      client.expect("SITE PART /f", 550);
    }
  }

  @Test
  void whereAFileStandsAppeAndOtherOffsetsAreAboutTheFile() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "the old file");
      breakOff(client, "STOR /f", "begin");
      client.expect("REST 4", 350);
      client.store("STOR /f", "OLD");
      assertThat(client.fetchText("RETR /f")).isEqualTo("the OLD file");
      client.store("APPE /f", "!");
      assertThat(client.fetchText("RETR /f")).isEqualTo("the OLD file!");
    }
  }

  @Test
  void whatWasToBeAddedToAFileIsDropped() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "the old file");
      breakOff(client, "APPE /f", "more");
      client.expect("REST 4", 350);
      breakOff(client, "STOR /f", "more");

      client.expect("SITE PART /f", 550);
      assertThat(client.ask("SIZE /f")).isEqualTo("213 12");
      assertThat(client.fetchText("RETR /f")).isEqualTo("the old file");
    }
  }

  @Test
  void anUploadFromTheBeginningDropsThePart() throws Exception {
    try (RawClient client = binary()) {
      breakOff(client, "STOR /f", "begin");
      client.store("STOR /f", "whole");
      client.expect("SITE PART /f", 550);
      client.expect("DELE /f", 250);
      client.expect("SIZE /f", 550);
    }
  }

  @Test
  void eachUserSeesOwnPartsOnly() throws Exception {
    try (RawClient client = binary();
        RawClient other = binary("w")) {
      breakOff(client, "STOR /f", "begin");
      breakOff(other, "STOR /f", "other");
      breakOff(other, "APPE /f", "s");

      assertThat(client.ask("SIZE /f")).isEqualTo("213 5");
      assertThat(other.ask("SITE PART /f")).isEqualTo("213 6");
      other.store("APPE /f", "!");
      assertThat(client.ask("SITE PART /f")).isEqualTo("213 5");
      assertThat(client.fetchText("RETR /f")).isEqualTo("others!");
    }
  }

  @Test
  void twoUploadsAtOnceOfOneNameDoNotMix() throws Exception {
    try (RawClient first = binary();
        RawClient second = binary();
        Socket one = first.passive();
        Socket two = second.passive()) {
      first.expect("STOR /f", 150);
      second.expect("STOR /f", 150);
      one.getOutputStream().write("1111".getBytes(UTF_8));
      two.getOutputStream().write("22".getBytes(UTF_8));
      awaitBytes(first, 4);
      awaitBytes(second, 2);
      second.expect("ABOR", 426);
      second.expectReply(226);
      first.expect("ABOR", 426);
      first.expectReply(226);
      assertThat(second.ask("SIZE /f")).isEqualTo("213 2");
      second.store("APPE /f", "22");

      assertThat(second.fetchText("RETR /f")).isEqualTo("2222");
    }
  }

  @Test
  void aDirectoryWithPartsOnlyIsEmpty() throws Exception {
    try (RawClient client = binary()) {
      client.expect("MKD /d", 257);
      breakOff(client, "STOR /d/f", "begin");
      client.expect("MKD /d/f", 257);
      client.expect("RMD /d/f", 250);
      assertThat(client.ask("SIZE /d/f")).isEqualTo("213 5");
      client.expect("RMD /d", 250);
      client.expect("SIZE /d/f", 550);
      client.expect("MKD /d", 257);
      client.expect("SIZE /d/f", 550);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "Anonymous", "ftp"})
  void whoIsAnybodyHasNoParts(String name) throws Exception {
    server.add(User.withFullAccess(name));
    try (RawClient client = binary(name)) {
      breakOff(client, "STOR /f", "begin");

      client.expect("SIZE /f", 550);
      client.expect("SITE PART /f", 550);
    }
  }

  @Test
  void sitePartNeedsAUserAndAPath() throws Exception {
    try (RawClient client = server.greeted()) {
      client.expect("SITE PART /f", 530);
    }
    try (RawClient client = binary()) {
      client.expect("SITE PART", 501);
      client.expect("SITE PART /", 550);
      client.expect("SITE PARTS /f", 504);
      assertThat(client.ask("SITE HELP")).contains("PART");
    }
  }
}
