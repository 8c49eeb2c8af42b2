#include "venues/sim_chain/local_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>

#include "core/base/json_reader.hpp"
#include "venues/chain_book.hpp"

namespace basis::sim {
namespace {

constexpr std::string_view kAllowed = "(allowed: the addresses.json of tools/chain/start)";

Error wrong(const std::filesystem::path& file, std::string_view what) {
  return Error(ErrorKind::usage, fmt::format("--contracts: {}: {} {}", file.string(), what, kAllowed));
}

/// The value at a path of keys.
Result<const boost::json::value*> value_at(const boost::json::value& root, const std::vector<std::string_view>& keys) {
  const boost::json::value* at = &root;
  for (const std::string_view key : keys) {
    const auto* const object = at->if_object();
    at = object == nullptr ? nullptr : object->if_contains(key);
    if (at == nullptr) return Error(ErrorKind::usage, fmt::format("{} is missing", fmt::join(keys, ".")));
  }
  return at;
}

Result<chain::Address> address_at(const boost::json::value& root, const std::vector<std::string_view>& keys) {
  BASIS_TRY(const auto* const value, value_at(root, keys));
  if (!value->is_string()) return Error(ErrorKind::usage, fmt::format("{} is no text", fmt::join(keys, ".")));
  auto address = chain::Address::parse(value->get_string());
  if (address) return address;
  return Error(ErrorKind::usage, fmt::format("{}: {}", fmt::join(keys, "."), address.error().text()));
}

Result<std::uint64_t> number_at(const boost::json::value& root, const std::vector<std::string_view>& keys) {
  BASIS_TRY(const auto* const value, value_at(root, keys));
  if (value->is_int64() && value->get_int64() > 0) return static_cast<std::uint64_t>(value->get_int64());
  return Error(ErrorKind::usage, fmt::format("{} is no number above 0", fmt::join(keys, ".")));
}

Result<LocalPool> pool_at(const boost::json::value& root, const chain::ContractBook& book, std::string_view base,
                          std::string_view quote) {
  const std::string name = fmt::format("{}_{}", base, quote);
  LocalPool pool;
  BASIS_TRY(pool.address, address_at(root, {"uniswap", "pools", name, "address"}));
  BASIS_TRY(const std::uint64_t fee, number_at(root, {"uniswap", "pools", name, "fee"}));
  pool.fee = static_cast<std::uint32_t>(fee);
  BASIS_TRY(pool.base, book.token(base));
  BASIS_TRY(pool.quote, book.token(quote));
  return pool;
}

Result<LocalChain> read(const boost::json::value& root, const Settings& settings, const std::filesystem::path& file) {
  LocalChain chain;
  BASIS_TRY(const std::uint64_t id, number_at(root, {"chain_id"}));
  BASIS_TRY(chain.book, contract_book(settings, id));
  BASIS_TRY(overlay(chain.book, settings, file));
  struct Row {
    chain::Address* into;
    std::vector<std::string_view> keys;
  };
  const Row rows[] = {{&chain.exchange, {"accounts", "exchange", "address"}},
                      {&chain.deployer, {"accounts", "deployer", "address"}},
                      {&chain.weth_feed, {"price_feeds", "WETH"}},
                      {&chain.usdt_feed, {"price_feeds", "USDT"}},
                      {&chain.swap_router, {"uniswap", "swap_router"}},
                      {&chain.steth, {"lido", "steth"}},
                      {&chain.liquidity_pool, {"etherfi", "liquidity_pool"}}};
  for (const Row& row : rows) {
    BASIS_TRY(*row.into, address_at(root, row.keys));
  }
  for (const std::string_view symbol : {"WETH", "USDT", "wstETH", "weETH", "eETH"}) {
    BASIS_TRY(address_at(root, {"tokens", symbol}));
    BASIS_TRY(chain.book.token(symbol));
  }
  BASIS_TRY(chain.weth_usdt, pool_at(root, chain.book, "WETH", "USDT"));
  BASIS_TRY(chain.wsteth_weth, pool_at(root, chain.book, "wstETH", "WETH"));
  BASIS_TRY(chain.weeth_weth, pool_at(root, chain.book, "weETH", "WETH"));
  return chain;
}

}  // namespace

const chain::Token& LocalChain::token(std::string_view symbol) const {
  const auto& all = book.tokens();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.symbol == symbol; });
  require(found != all.end(), "a token of a local chain's file");
  return *found;
}

Result<LocalChain> read_local_chain(const Settings& settings, const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return wrong(file, "cannot be read");
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  const auto root = parse_json(text);
  if (!root) return wrong(file, root.error().text());
  auto chain = read(root.value(), settings, file);
  if (!chain) return wrong(file, chain.error().text());
  return chain;
}

}  // namespace basis::sim
