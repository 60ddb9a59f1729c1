// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one class, and those within it, against the class path of this test. */
final class MemoryCompiler {

  private MemoryCompiler() {}

  /** Returns the classes by their names; fails when the source is no Java. */
  static Map<String, byte[]> compile(String className, String source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> options =
        List.of("-proc:none", "-g", "-nowarn", "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager standard =
            compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8);
        Output output = new Output(standard)) {
      boolean compiled =
          compiler
              .getTask(
                  null, output, problems, options, null, List.of(new Source(className, source)))
              .call();
      if (!compiled) {
        fail("the mutant of %s does not compile: %s", className, problems.getDiagnostics());
      }
      return output.classes();
    }
  }

  private static URI uri(String className, JavaFileObject.Kind kind) {
    return URI.create("memory:///" + className.replace('.', '/') + kind.extension);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(uri(className, Kind.SOURCE), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String className) {
      super(uri(className, Kind.CLASS), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Compiled> files = new LinkedHashMap<>();

    Output(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return files.computeIfAbsent(className, Compiled::new);
    }

    Map<String, byte[]> classes() {
      return files.entrySet().stream()
          .collect(
              Collectors.toMap(Map.Entry::getKey, file -> file.getValue().bytes.toByteArray()));
    }
  }
}
