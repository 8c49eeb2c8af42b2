#include "venues/chain_book.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>

namespace basis {
namespace {

/// The venue of the wallet, which has the tokens.
constexpr std::string_view kWallet = "alchemy";

std::string chain_name(std::uint64_t chain_id) {
  if (chain_id == 1) return "mainnet";
  if (chain_id == 11155111) return "Sepolia";
  return fmt::format("the chain {}", chain_id);
}

const WalletSettings* wallet_of(const Settings& settings) {
  const auto venue = settings.venues.find(std::string(kWallet));
  return venue == settings.venues.end() || !venue->second.wallet ? nullptr : &*venue->second.wallet;
}

std::optional<int> decimals_of(const WalletSettings* wallet, const std::string& token) {
  if (wallet == nullptr) return std::nullopt;
  const auto found = wallet->decimals.find(token);
  return found == wallet->decimals.end() ? std::nullopt : std::optional(static_cast<int>(found->second));
}

/// Puts the addresses of a local chain's file into a book.
class Overlay {
 public:
  Overlay(chain::ContractBook& book, const WalletSettings* wallet, std::string file)
      : book_(book), wallet_(wallet), file_(std::move(file)) {}

  Result<void> take(const boost::json::object& all) {
    for (const auto& [key, value] : all) {
      // Accounts are no contracts, and the file's form is not what it says.
      if (key == "accounts" || key == "chain_id") continue;
      const std::string venue = key;
      if (const auto* parts = value.if_object()) {
        BASIS_TRY(venue == "tokens" ? take_tokens(*parts) : take_parts(venue, "", *parts));
      } else if (const auto* text = value.if_string()) {
        BASIS_TRY(const chain::Address address, address_at(venue, *text));
        book_.add(std::string(kWallet), venue, address);
      }
    }
    return ok();
  }

 private:
  [[nodiscard]] Result<chain::Address> address_at(const std::string& at, std::string_view text) const {
    auto address = chain::Address::parse(text);
    if (address) return address;
    return Error(ErrorKind::data, fmt::format("{}: {}: {}", file_, at, address.error().text()));
  }

  Result<void> take_parts(const std::string& venue, const std::string& prefix, const boost::json::object& parts) {
    for (const auto& [key, value] : parts) {
      const std::string name = prefix + std::string(key);
      if (const auto* inner = value.if_object()) {
        BASIS_TRY(take_parts(venue, name + ".", *inner));
      } else if (const auto* text = value.if_string()) {
        BASIS_TRY(const chain::Address address, address_at(fmt::format("{}.{}", venue, name), *text));
        book_.add(venue, name, address);
      }
    }
    return ok();
  }

  Result<void> take_tokens(const boost::json::object& tokens) {
    for (const auto& [key, value] : tokens) {
      const std::string symbol = key;
      const auto* text = value.if_string();
      const auto decimals = decimals_of(wallet_, symbol);
      if (text == nullptr || !decimals) continue;
      BASIS_TRY(const chain::Address address, address_at("tokens." + symbol, *text));
      book_.add_token({symbol, address, *decimals});
    }
    return ok();
  }

  chain::ContractBook& book_;
  const WalletSettings* wallet_;
  std::string file_;
};

Result<boost::json::object> read_object(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return Error(ErrorKind::data, fmt::format("{}: cannot be read", file.string()));
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  boost::system::error_code problem;
  boost::json::value json = boost::json::parse(text, problem);
  if (problem || !json.is_object())
    return Error(ErrorKind::data,
                 fmt::format("{}: no JSON object (allowed: the file that tools/chain/start writes)", file.string()));
  return std::move(json.as_object());
}

}  // namespace

Result<chain::ContractBook> contract_book(const Settings& settings, std::uint64_t chain_id) {
  chain::ContractBook book(chain_id, chain_name(chain_id));
  const WalletSettings* wallet = wallet_of(settings);
  if (wallet != nullptr) book.add_token({wallet->native_token, chain::Address(), 18});
  std::vector<std::string> faults;
  for (const auto& [venue, of_venue] : settings.venues) {
    const auto contracts = of_venue.contracts.find(chain_id);
    if (contracts == of_venue.contracts.end()) continue;
    for (const auto& [name, contract] : contracts->second) {
      const auto address = chain::Address::parse(contract.address);
      if (!address) {
        faults.push_back(
            fmt::format("{}: contracts.{}.{}: {}", contract.place, chain_id, name, address.error().text()));
        continue;
      }
      const auto decimals = venue == kWallet ? decimals_of(wallet, name) : std::nullopt;
      if (decimals)
        book.add_token({name, address.value(), *decimals});
      else
        book.add(venue, name, address.value());
    }
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return book;
}

Result<void> overlay(chain::ContractBook& book, const Settings& settings, const std::filesystem::path& file) {
  BASIS_TRY(const boost::json::object all, read_object(file));
  const boost::json::value* id = all.if_contains("chain_id");
  if (id == nullptr || !id->is_int64() || static_cast<std::uint64_t>(id->as_int64()) != book.chain_id())
    return Error(ErrorKind::data,
                 fmt::format("{}: chain_id: {} (allowed: {}, which is asked for)", file.string(),
                             id == nullptr ? "missing" : boost::json::serialize(*id), book.chain_id()));
  return Overlay(book, wallet_of(settings), file.string()).take(all);
}

}  // namespace basis
