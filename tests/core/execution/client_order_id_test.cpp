#include "core/execution/client_order_id.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/execution/order_command.hpp"

namespace basis {
namespace {

std::string made(std::string_view tag, std::uint64_t sequence) {
  return std::string(std::move(ClientOrderIds::create(tag)).value().make(sequence).view());
}

TEST_CASE("an id is the run's tag and twelve digits") {
  CHECK(made("run7", 0) == "run7000000000000");
  CHECK(made("run7", 42) == "run7000000000042");
  CHECK(made("B", 999'999'999'999) == "B999999999999");
  CHECK(made("12345678901234567890", 1) == "12345678901234567890000000000001");
  CHECK_THROWS_AS((void)made("a", 1'000'000'000'000), InvariantError);
}

TEST_CASE("one tag and number is one id, two of them are two") {
  std::set<std::string> seen;
  for (const char* tag : {"a", "a0", "a00", "A", "b"}) {
    for (const std::uint64_t sequence : {0U, 1U, 10U, 100U, 1'000'000U}) {
      CHECK(made(tag, sequence) == made(tag, sequence));
      CHECK(seen.insert(made(tag, sequence)).second);
    }
  }
}

TEST_CASE("what no venue would take is refused, and why") {
  for (const char* text : {"", "a-b", "a_b", "a b", "\xc3\xa4", "123456789012345678901234567890123"}) {
    CAPTURE(text);
    const Result<ClientOrderId> id = ClientOrderId::parse(text);
    REQUIRE(id.has_error());
    CHECK(id.error().text() == "client order id '" + std::string(text) + "' is not 1 to 32 letters and digits");
  }
  CHECK(ClientOrderIds::create("123456789012345678901").error().text() ==
        "run tag '123456789012345678901' is not 1 to 20 letters and digits");
  CHECK(ClientOrderIds::create("").has_error());
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
