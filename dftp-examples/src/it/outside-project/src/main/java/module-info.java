// SPDX-License-Identifier: Apache-2.0
/** A phone book that is spread over the hosts of a ring. */
module com.example.phonebook {
  requires io.dftp.core;

  exports com.example.phonebook;
}
