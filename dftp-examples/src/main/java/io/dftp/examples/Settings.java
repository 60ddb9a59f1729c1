// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The options of {@code dftp node} where they are not on its command line: from a properties file,
 * and over it from the environment. A key is the name of an option without its hyphens, {@code
 * ftp-port} for {@code --ftp-port}, and {@code DFTP_FTP_PORT} in the environment.
 *
 * @param values by key
 */
record Settings(Map<String, Value> values) {

  /** Names the file, as {@code --config} does. */
  static final String FILE_VARIABLE = "DFTP_CONFIG";

  private static final String PREFIX = "DFTP_";
  private static final String FILE_OPTION = "--config";
  private static final Set<String> NO_SETTINGS = Set.of("config", "help", "version");

  /** One without the other would name passwords of other users. */
  private static final Set<String> ACCOUNTS = Set.of("user", "password-file");

  /** A value, and where it comes from. */
  record Value(String text, String origin) {}

  Settings {
    values = ImmutableMap.copyOf(values);
  }

  /**
   * Returns the arguments of a command line with those that it leaves to file and environment. Only
   * {@code node} has any.
   *
   * @param node the command
   * @throws ParameterException if the file cannot be read, or has a key that there is not
   */
  static String[] complete(String[] arguments, Map<String, String> environment, CommandLine node) {
    boolean isNode = arguments.length > 0 && arguments[0].equals(node.getCommandName());
    if (!isNode) {
      return arguments;
    }
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    List<String> all = new ArrayList<>(List.of(arguments[0]));
    of(file(rest, environment), environment, node).arguments(rest, node).forEach(all::add);
    all.addAll(rest);
    return all.toArray(String[]::new);
  }

  /** Reads file and environment. */
  static Settings of(Optional<String> file, Map<String, String> environment, CommandLine node) {
    Map<String, Value> values = new LinkedHashMap<>();
    file.ifPresent(name -> values.putAll(ofFile(name, node)));
    Map<String, Value> above = ofEnvironment(environment, node);
    if (hasAccounts(above.keySet())) {
      values.keySet().removeAll(ACCOUNTS);
    }
    values.putAll(above);
    Value users = values.get("user");
    if (users != null && users.text().indexOf(':') >= 0) {
      throw new ParameterException(
          node,
          users.origin()
              + ": a password does not belong there; set user to the name alone, and password-file"
              + " to a file with the password");
    }
    return new Settings(values);
  }

  /** Returns the options that can be set, by key, in their order. */
  static Map<String, OptionSpec> options(CommandLine node) {
    return node.getCommandSpec().options().stream()
        .filter(option -> !NO_SETTINGS.contains(key(option)))
        .collect(toImmutableMap(Settings::key, option -> option));
  }

  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Returns the file that arguments name, or else the environment. */
  static Optional<String> file(List<String> arguments, Map<String, String> environment) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals(FILE_OPTION) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
      if (arguments.get(i).startsWith(FILE_OPTION + "=")) {
        return Optional.of(arguments.get(i).substring(FILE_OPTION.length() + 1));
      }
    }
    return Optional.ofNullable(environment.get(FILE_VARIABLE)).filter(name -> !name.isEmpty());
  }

  private List<String> arguments(List<String> given, CommandLine node) {
    Map<String, OptionSpec> options = options(node);
    Set<String> named =
        options.entrySet().stream()
            .filter(entry -> isAmong(given, entry.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<String> added = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          OptionSpec option = options.get(key);
          boolean isGiven = ACCOUNTS.contains(key) ? hasAccounts(named) : named.contains(key);
          if (!isGiven && option != null) {
            parts(option, value.text())
                .forEach(part -> added.add(option.longestName() + "=" + part));
          }
        });
    return added;
  }

  /** Returns the values of an option: several of a list, with commas between them. */
  static List<String> parts(OptionSpec option, String text) {
    return option.isMultiValue()
        ? Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text)
        : List.of(text);
  }

  private static boolean isAmong(List<String> given, OptionSpec option) {
    return Arrays.stream(option.names())
        .anyMatch(name -> given.stream().anyMatch(a -> a.equals(name) || a.startsWith(name + "=")));
  }

  private static boolean hasAccounts(Set<String> keys) {
    return ACCOUNTS.stream().anyMatch(keys::contains);
  }

  private static Map<String, Value> ofFile(String name, CommandLine node) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name))) {
      read.load(reader);
    } catch (NoSuchFileException e) {
      throw new ParameterException(node, "there is no configuration file '" + name + "'", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          node, "cannot read the configuration file '" + name + "': " + Main.reason(e), e);
    }
    Map<String, OptionSpec> options = options(node);
    Map<String, Value> values = new LinkedHashMap<>();
    read.stringPropertyNames().stream()
        .sorted()
        .forEach(
            key -> {
              if (!options.containsKey(key)) {
                throw new ParameterException(node, unknown(name, key, node));
              }
              values.put(key, new Value(read.getProperty(key).strip(), name));
            });
    return values;
  }

  private static String unknown(String file, String key, CommandLine node) {
    List<String> near =
        new UnmatchedArgumentException(node, List.of("--" + key))
            .getSuggestions().stream()
                .filter(name -> name.startsWith("--"))
                .map(name -> name.substring(2))
                .filter(options(node)::containsKey)
                .toList();
    return file
        + ": there is no setting '"
        + key
        + "'"
        + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)");
  }

  private static Map<String, Value> ofEnvironment(
      Map<String, String> environment, CommandLine node) {
    Map<String, Value> values = new LinkedHashMap<>();
    options(node)
        .keySet()
        .forEach(
            key -> {
              String text = environment.get(variable(key));
              if (text != null && !text.isBlank()) {
                values.put(key, new Value(text.strip(), variable(key)));
              }
            });
    return values;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
