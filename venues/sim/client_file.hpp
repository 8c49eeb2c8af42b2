#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/sim/client_account.hpp"
#include "venues/sim/sim_wallet.hpp"

namespace basis::sim {

/// The clients of simulated venues, and the wallet at first.
struct ClientFile {
  std::map<std::string, std::vector<ClientSpec>> clients{};  ///< by venue
  SimWallet wallet{};
};

/// Reads accounts, see docs/simulator.md. `venues` are those that there are. Errors: unreadable (data); unknown keys
/// and bad values (usage), one line each.
Result<ClientFile> read_client_file(const std::filesystem::path& file, const std::vector<std::string>& venues);
Result<ClientFile> parse_client_file(std::string_view text, const std::string& file,
                                     const std::vector<std::string>& venues);

/// One account a venue: key `demo-key`, secret `demo-secret`, passphrase `demo-passphrase`, the demo Ed25519 pair, and
/// 1,000,000 USDT, 100 BTC and 1,000 ETH in every pool.
ClientFile demo_clients(const std::vector<std::string>& venues);

/// The demo pair: private and public key as PEM.
std::string demo_keys_text();

}  // namespace basis::sim
