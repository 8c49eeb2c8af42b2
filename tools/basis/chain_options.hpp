#pragma once

#include <string>
#include <vector>

namespace basis {

/// Options of the actions of `basis chain`. Empty: not given.
struct ChainOptions {
  std::string config_dir;
  std::vector<std::string> overrides;
  std::string wait = "300";
  std::string lane;  ///< folder of the wallets' transactions
  bool json = false;
  bool real_money = false;

  std::string file;  ///< dry-run, send: the group
  std::string id;    ///< send: of a group that an earlier command has sent
  std::string health = "1.01";
  std::string through;  ///< dry-run, send: spells, executor
  std::string token;    ///< approve, revoke
  std::string spender;
  std::string amount;
  bool unlimited = false;
  bool cancel = false;  ///< unstick
  bool send = false;    ///< deploy-executor

  std::string folder;  ///< start-local: of the build
  std::string port = "8545";
  std::string chain_id = "31337";
  std::string proxy_port;
  std::string block_time;
  std::string mining;
};

}  // namespace basis
