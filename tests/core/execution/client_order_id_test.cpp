#include "core/execution/client_order_id.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/execution/order_command.hpp"

namespace basis {
namespace {

ClientOrderIds ids_of(std::string_view node, std::uint64_t boot) { return ClientOrderIds::create(node, boot).value(); }

std::string made(std::string_view node, std::uint64_t boot, std::uint64_t sequence) {
  return std::string(ids_of(node, boot).make(sequence).view());
}

TEST_CASE("an id is the node's id, six digits of the boot and twelve of the number") {
  CHECK(made("node7", 0, 0) == "node7000000000000000000");
  CHECK(made("node7", 12, 42) == "node7000012000000000042");
  CHECK(made("B", 999'999, 999'999'999'999) == "B999999999999999999");
  CHECK(made("12345678901234", 305'007, 1) == "12345678901234305007000000000001");
  CHECK_THROWS_AS((void)ids_of("a", 1).make(1'000'000'000'000), InvariantError);
}

TEST_CASE("nodes, boots and numbers never make the same id twice") {
  std::set<std::string> seen;
  for (const char* node : {"a", "a0", "a00", "A", "b", "a0000010"})
    for (const std::uint64_t boot : {0U, 1U, 10U, 100'000U})
      for (const std::uint64_t sequence : {0U, 1U, 10U, 100U, 1'000'000U}) {
        CHECK(made(node, boot, sequence) == made(node, boot, sequence));
        CHECK(seen.insert(made(node, boot, sequence)).second);
      }
}

TEST_CASE("an id is read back by its own node, of whatever boot") {
  const ClientOrderIds ours = ids_of("node7", 4);
  CHECK(ours.read(ours.make(17)) == IssuedId{4, 17});
  CHECK(ours.read(ids_of("node7", 123'456).make(999'999'999'999)) == IssuedId{123'456, 999'999'999'999});
  CHECK(ours.boot() == 4);
}

TEST_CASE("another node's id, a person's and a venue's are foreign") {
  const ClientOrderIds ours = ids_of("node7", 4);
  CHECK_FALSE(ours.read(ids_of("node8", 4).make(17)));
  CHECK_FALSE(ours.read(ids_of("node", 700'000).make(17)));  // the same text, but for its length
  CHECK_FALSE(ours.read(ids_of("node70", 4).make(17)));
  CHECK_FALSE(ours.read(ClientOrderId{}));
  for (const char* text : {"node7", "node7000004", "web1a2b3c", "node700000400000000001x", "node7x00004000000000017",
                           "autoclose1234567890123"})
    CHECK_FALSE(ours.read(ClientOrderId::parse(text).value()));
}

TEST_CASE("what no venue would take is refused, and why") {
  for (const char* text : {"", "a-b", "a_b", "a b", "\xc3\xa4", "123456789012345678901234567890123"}) {
    CAPTURE(text);
    const Result<ClientOrderId> id = ClientOrderId::parse(text);
    REQUIRE(id.has_error());
    CHECK(id.error().text() == "client order id '" + std::string(text) + "' is not 1 to 32 letters and digits");
  }
  CHECK(ClientOrderIds::create("123456789012345", 0).error().text() ==
        "node id '123456789012345' is not 1 to 14 letters and digits");
  CHECK(ClientOrderIds::create("", 0).has_error());
  CHECK(ClientOrderIds::create("node-7", 0).has_error());
  CHECK(ClientOrderIds::create("node7", 1'000'000).error().text() == "boot number 1000000 is not 0 to 999999");
}

TEST_CASE("ids compare as their texts") {
  const ClientOrderId longest = ClientOrderId::parse("abcdefghijklmnopqrstuvwxyz012345").value();
  CHECK(longest.view() == "abcdefghijklmnopqrstuvwxyz012345");
  CHECK(longest == ClientOrderId::parse("abcdefghijklmnopqrstuvwxyz012345").value());
  CHECK(longest != ClientOrderId::parse("abc").value());
  CHECK(longest.is_set());
  CHECK_FALSE(ClientOrderId{}.is_set());
  CHECK_FALSE(OrderCommand{}.id.is_set());
}

}  // namespace
}  // namespace basis
