package io.dftp.sim.ring;
public class Try2 {
  public static void main(String[] a) {
    for (RingMutant m : a[0].equals("eq") ? RingMutants.equivalent() : RingMutants.all()) {
      if (a.length > 1 && !m.name().matches(a[1])) continue;
      long t = System.nanoTime();
      MutantVerdict v = MutantCheck.run(m, (r,x,y,d)->{});
      System.out.println((v.isKilled() ? "KILLED " : "SURVIVED ") + m + " | " + v.rule() + " | " + m.trial().world() + " depth " + v.depth() + " | " + v.states() + " | " + v.detail() + " " + (System.nanoTime()-t)/1000000 + " ms");
      if (a.length > 2) System.out.println(v.trace());
    }
  }
}
