// Alerts told by a command of the shell.

#include "actors/alerts/command_sink.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/alerts/alert_outbox.hpp"
#include "tests/actors/alerts/support.hpp"
#include "tests/support/temporary_folder.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::test {
namespace {

using Result = AlertTry::Result;

/// Commands over real time, in a folder of their own.
struct Commands {
  Commands() : network(net::BeastNetwork::make({}).value()) {}

  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream in(folder.path() / name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  /// A command in which DIR is the folder.
  [[nodiscard]] Secret command(std::string text) const {
    for (std::size_t at = text.find("DIR"); at != text.npos; at = text.find("DIR"))
      text.replace(at, 3, folder.path().string());
    return Secret(text);
  }
  template <class Done>
  bool until(Done done) {
    const MonoTime begun = network->now_mono();
    while (!done()) {
      if (network->now_mono() - begun > kSecond * 20) return false;
      network->run_for(Nanos{5'000'000});
    }
    return true;
  }
  AlertTry run(const std::string& text, Nanos limit = kSecond * 20,
               const std::map<std::string, std::string>& environment = {{"PATH", "/usr/bin:/bin"}}) {
    CommandSink sink(command(text), environment, *network, limit);
    const AlertMessage message = message_of(7);
    std::optional<AlertTry> tried;
    sink.tell(message, [&](const AlertTry& how) { tried = how; });
    CHECK(!tried.has_value());
    CHECK(until([&] { return tried.has_value(); }));
    return tried.value_or(AlertTry{Result::refused, "nothing", {}});
  }

  TemporaryFolder folder;
  std::unique_ptr<net::BeastNetwork> network;
};

TEST_CASE("command: it gets the alert on its standard input and in its variables, and nothing else of the node") {
  Commands commands;
  const AlertTry tried = commands.run("cat >DIR/in; env >DIR/env; ls -l /proc/self/fd | wc -l >DIR/files", kSecond * 20,
                                      {{"PATH", "/usr/bin:/bin"},
                                       {"LANG", "C"},
                                       {"HTTPS_PROXY", "http://user:s3cret@proxy"},
                                       {"BASIS_API_TOKEN", "s3cret"},
                                       {"BASIS_ALERT_COMMAND", "s3cret"}});
  CHECK(tried.result == Result::told);
  CHECK(commands.text_of("in") == message_of(7).json + "\n");
  const std::string environment = commands.text_of("env");
  for (const char* line : {"PATH=/usr/bin:/bin\n", "LANG=C\n", "ALERT_ID=s1-7\n", "ALERT_KIND=fired\n",
                           "ALERT_RULE=session\n", "ALERT_SUBJECT=okx\n", "ALERT_SEVERITY=critical\n",
                           "ALERT_TEXT=[critical] btc_basis (dev, sim): session of okx is \"waiting\"\n"})
    CHECK_MESSAGE(environment.find(line) != std::string::npos, line);
  CHECK(environment.find("s3cret") == std::string::npos);
  CHECK(environment.find("BASIS") == std::string::npos);
  // Its own three, that of the listing, and the heading.
  CHECK(std::stoi(commands.text_of("files")) == 5);
}

TEST_CASE("command: one that fails, is not there, or is ended by a signal has failed, with the reason") {
  Commands commands;
  CHECK(commands.run("exit 3").reason == "exit code 3");
  CHECK(commands.run("exit 3").result == Result::failed);
  CHECK(commands.run("/nowhere/at/all 2>/dev/null").reason == "exit code 127");
  CHECK(commands.run("kill -9 $$").reason == "ended by signal 9");
  CHECK(commands.run("true").result == Result::told);
}

TEST_CASE("command: an alert that it does not read ends nothing") {
  Commands commands;
  CHECK(commands.run("exec <&-").result == Result::told);
}

TEST_CASE("command: one that takes too long is killed with all that it has started") {
  Commands commands;
  const AlertTry tried = commands.run("sleep 100 & echo $! >DIR/child; wait", kSecond);
  CHECK(tried.result == Result::failed);
  CHECK(tried.reason == "it took longer than 1 s, and was killed");
  const std::string child = commands.text_of("child");
  REQUIRE(!child.empty());
  // A child whose parent is gone is reaped by another process; until then it is a zombie.
  CHECK(commands.until([&] {
    std::ifstream stat(fmt::format("/proc/{}/stat", std::stoi(child)));
    std::string number;
    std::string name;
    std::string state = "gone";
    stat >> number >> name >> state;
    return state == "gone" || state == "Z";
  }));
}

TEST_CASE("command: it is tried some times, then its alert is dropped, and the next one is told") {
  Commands commands;
  OutboxLimits limits;
  limits.first_wait = Nanos{2'000'000};
  limits.most_tries = 3;
  std::vector<std::string> said;
  AlertOutbox outbox(
      std::make_unique<CommandSink>(commands.command("echo $ALERT_ID >>DIR/ids; [ $ALERT_ID != s1-1 ]"),
                                    std::map<std::string, std::string>{{"PATH", "/usr/bin:/bin"}}, *commands.network),
      *commands.network, {kOrigin, limits, 1, [&](const std::string& line) { said.push_back(line); }});
  outbox.push(notice_of(1));
  outbox.push(notice_of(2));
  CHECK(commands.until([&] { return outbox.idle(); }));
  CHECK(commands.text_of("ids") == "s1-1\ns1-1\ns1-1\ns1-2\n");
  CHECK(outbox.row().dropped == 1);
  CHECK(outbox.row().told == 1);
  CHECK(said == std::vector<std::string>{"alerts: command: exit code 1; it is tried again",
                                         "alerts: command: alerts are told again"});
}

TEST_CASE("command: what still runs at the end is killed") {
  Commands commands;
  {
    CommandSink sink(commands.command("sleep 100"), {{"PATH", "/usr/bin:/bin"}}, *commands.network);
    const AlertMessage message = message_of(1);
    sink.tell(message, [](const AlertTry&) { FAIL("it has not ended"); });
  }
  commands.network->run_for(Nanos{50'000'000});
}

}  // namespace
}  // namespace basis::test
