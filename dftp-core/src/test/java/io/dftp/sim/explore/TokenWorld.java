// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.List;
import java.util.Optional;

/**
 * A token walks on a circle of places and may be thrown away; places are alike, so only the number
 * of steps left counts.
 */
record TokenWorld(int places, int steps) implements World<TokenWorld.Token> {

  record Token(int place, int stepsLeft) {}

  @Override
  public List<Token> initialStates() {
    return List.of(new Token(3, steps));
  }

  @Override
  public void expand(Token token, Transitions<Token> into) {
    if (token.stepsLeft() > 0) {
      int next = (token.place() + 1) % places;
      into.to(new Token(next, token.stepsLeft() - 1), () -> token.place() + " to " + next);
      into.to(new Token(token.place(), 0), () -> "thrown away at " + token.place());
    }
    if (token.stepsLeft() == 7) {
      into.broken("NeverSeven", () -> "seven", () -> "seven at " + token.place());
    }
  }

  @Override
  public void pack(Token token, BitWriter into) {
    into.put(token.stepsLeft(), 10);
  }

  @Override
  public Token unpack(BitReader from) {
    return new Token(0, from.get(10));
  }

  @Override
  public List<StateInvariant<Token>> invariants() {
    return List.of(
        new StateInvariant<>() {
          @Override
          public String name() {
            return "NeverNine";
          }

          @Override
          public Optional<String> violation(Token token) {
            return token.stepsLeft() == 9 ? Optional.of("nine") : Optional.empty();
          }
        });
  }
}
