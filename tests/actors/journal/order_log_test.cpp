#include "actors/journal/order_log.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

IntendedOrder intended(std::int64_t number) {
  IntendedOrder order;
  order.command.size = Quantity::from_raw(number);
  order.pair = static_cast<std::uint64_t>(number) * 3;
  order.mid = Price::from_int(60'000);
  order.at = UtcTime::from_nanos(number);
  order.deadline = UtcTime::from_nanos(number + 5);
  return order;
}

TEST_CASE("order log: what was written is read in order, also by another log on the file") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "orders.log";
  {
    const auto log = OrderLog::open(file);
    REQUIRE(log);
    CHECK(log.value()->read().empty());
    for (std::int64_t i = 1; i <= 3; ++i) log.value()->write(intended(i));
  }
  const auto log = OrderLog::open(file);
  REQUIRE(log);
  log.value()->write(intended(4));
  const auto orders = log.value()->read();
  REQUIRE(orders.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(orders[i].command.size.raw() == static_cast<std::int64_t>(i) + 1);
    CHECK(orders[i].pair == (i + 1) * 3);
    CHECK(orders[i].deadline.nanos() == static_cast<std::int64_t>(i) + 6);
  }
}

TEST_CASE("order log: the last ones are kept") {
  const TemporaryFolder folder;
  const auto log = OrderLog::open(folder.path() / "orders.log");
  REQUIRE(log);
  const auto all = static_cast<std::int64_t>(OrderLog::kKept) + 10;
  for (std::int64_t i = 1; i <= all; ++i) log.value()->write(intended(i));
  const auto orders = log.value()->read();
  REQUIRE(orders.size() == OrderLog::kKept);
  CHECK(orders.front().command.size.raw() == 11);
  CHECK(orders.back().command.size.raw() == all);
}

TEST_CASE("order log: it survives a process that is killed") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "orders.log";
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto log = OrderLog::open(file);
    if (log)
      for (std::int64_t i = 1; i <= 7; ++i) log.value()->write(intended(i));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  const auto log = OrderLog::open(file);
  REQUIRE(log);
  CHECK(log.value()->read().size() == 7);
}

TEST_CASE("order log: a file that is none is refused") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "orders.log";
  std::ofstream(file) << "something else";
  const auto log = OrderLog::open(file);
  REQUIRE(!log);
  CHECK(log.error().kind == ErrorKind::data);
  CHECK(log.error().text() == "order log " + file.string() + ": it is no order log");
}

}  // namespace
}  // namespace basis::test
