#pragma once

#include <sys/types.h>

#include <map>
#include <memory>

#include "actors/alerts/alert_sink.hpp"
#include "core/config/secret.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// Runs a command of the shell for every alert: `/bin/sh -c COMMAND` in a process group of its own, with the JSON on
/// its standard input. Its environment is PATH, HOME and the like of the node's and `ALERT_ID`, `ALERT_KIND`,
/// `ALERT_RULE`, `ALERT_SUBJECT`, `ALERT_SEVERITY` and `ALERT_TEXT`: no variable of the node itself, and none that
/// begins with BASIS_, which the program's own commands would refuse. What it prints goes to the node's standard error.
/// It gets no other open file of the node. Exit code 0 is a success; one that takes longer than `limit` is killed with
/// its group.
class CommandSink final : public AlertSink {
 public:
  /// `environment`: of the node. `network`: for the time; it outlives the sink.
  CommandSink(Secret command, const std::map<std::string, std::string>& environment, net::Network& network,
              Nanos limit = kSecond * 20);
  /// Kills what still runs.
  ~CommandSink() override;
  CommandSink(const CommandSink&) = delete;
  CommandSink& operator=(const CommandSink&) = delete;

  [[nodiscard]] const std::string& name() const override { return name_; }
  void tell(const AlertMessage& message, std::function<void(const AlertTry&)> done) override;

 private:
  /// Empty: it runs.
  [[nodiscard]] std::string start(const AlertMessage& message);
  void look_later();
  void look();
  void end();

  std::string name_ = "command";
  Secret command_;
  std::vector<std::string> environment_;  ///< NAME=VALUE, that every command gets
  net::Network& network_;
  Nanos limit_;
  pid_t child_ = 0;  ///< zero: none runs
  MonoTime until_;
  std::string fault_;  ///< why it could not be started
  std::function<void(const AlertTry&)> done_;
  std::unique_ptr<net::Timer> timer_;
};

}  // namespace basis
