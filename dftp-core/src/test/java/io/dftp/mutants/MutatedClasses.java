// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * All classes of this project once more, with some of them changed. Each class is defined here
 * before the parent is asked, so that every one of them sees the changed ones, and none the others.
 */
final class MutatedClasses extends ClassLoader {

  private static final String OURS = "io.dftp.";

  private final Map<String, byte[]> changed;

  MutatedClasses(ClassLoader parent, Map<String, byte[]> changed) {
    super(parent);
    this.changed = Map.copyOf(changed);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      bytes = asCompiled(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] asCompiled(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
