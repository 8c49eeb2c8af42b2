#pragma once

#include <string>
#include <vector>

#include "tools/trade/trade_rules.hpp"

namespace basis {

/// Options of all actions of `basis trade`. Empty: not given.
struct TradeOptions {
  std::vector<std::string> venues;  ///< accounts; one but for acceptance
  std::string simulator;            ///< HOST:PORT
  std::string simulator_ca;         ///< a file of authorities: the simulator speaks TLS
  std::string config_dir;
  std::vector<std::string> overrides;
  std::string wait = "30";
  bool json = false;
  bool real_money = false;

  std::string market;
  std::string id;
  HandOrder order;  ///< buy, sell; amend: size and limit
  std::string since;
  std::string asset;
  std::string amount;
  std::string to;
  std::string address;
  std::string network = "ETH";
  std::string asked;           ///< transfer, withdraw: when an earlier command with this id asked for it
  std::string seconds = "10";  ///< acceptance: how long market data is listened to
  std::string out;             ///< acceptance: the file of its JSON document
};

}  // namespace basis
