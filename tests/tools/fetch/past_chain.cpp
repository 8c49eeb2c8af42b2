#include "tests/tools/fetch/past_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <span>

#include "core/base/fixed.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/etherfi/contracts.hpp"
#include "venues/lido/contracts.hpp"

namespace basis::test {
namespace {

using chain::AbiValue;
using chain::Bytes;

const u256 kPastRay("1000000000000000000000000000");
const u256 kPastWad("1000000000000000000");

u256 income_of(std::uint64_t number) { return kPastRay + u256(number) * 1'000'000'000'000'000U + number; }
u256 rate_of(std::uint64_t number) { return kPastWad + u256(number) * 10'000'000'000U; }

const chain::Function& aggregate() {
  static const chain::Function function("aggregate3((address target,bool allowFailure,bytes callData)[] calls)",
                                        "((bool success,bytes returnData)[])");
  return function;
}

template <class... T>
Bytes returned(const chain::Function& function, const T&... values) {
  return chain::encode_abi(function.outputs(), chain::abi_values(values...)).value();
}

Bytes word(const u256& value) {
  const chain::Hash32 bytes = chain::word_of(value);
  return {bytes.begin(), bytes.end()};
}

std::uint64_t since(const std::map<std::string, std::uint64_t>& of, const std::string& name) {
  const auto found = of.find(name);
  return found == of.end() ? 0 : found->second;
}

}  // namespace

std::string PastChain::income_text(std::uint64_t number) {
  return format_decimal(static_cast<i128>(income_of(number)), 27);
}
std::string PastChain::rate_text(std::uint64_t number) {
  return format_decimal(static_cast<i128>(rate_of(number)), 18);
}

void PastChain::on_request(const net::HttpRequest& request, net::Respond respond) {
  const boost::json::value body = boost::json::parse(request.body);
  const std::size_t count = body.is_array() ? body.as_array().size() : 1;
  loads.emplace_back(now_, count);
  largest_batch = std::max(largest_batch, count);
  if (fault)
    if (const auto wrong = fault(requests++)) return respond(*wrong);
  boost::json::value answers;
  if (body.is_array()) {
    boost::json::array all;
    for (const auto& call : body.as_array()) all.push_back(answer(call.as_object()));
    std::ranges::reverse(all);
    answers = std::move(all);
  } else {
    answers = answer(body.as_object());
  }
  respond(net::HttpResponse{200, {}, boost::json::serialize(answers)});
}

boost::json::object PastChain::answer(const boost::json::object& call) {
  const std::string method(call.at("method").as_string());
  ++calls[method];
  boost::json::object answer{{"jsonrpc", "2.0"}, {"id", call.at("id")}};
  auto result = result_of(method, call.at("params").as_array(), answer);
  if (!answer.contains("error")) answer["result"] = std::move(result);
  if (bend) bend(method, answer);
  return answer;
}

boost::json::value PastChain::result_of(const std::string& method, const boost::json::array& parameters,
                                        boost::json::object& answer) {
  const auto number_of = [&](const boost::json::value& place) {
    const std::string_view text = place.as_string();
    return text == "latest" ? times.size() - 1 : chain::parse_quantity64(text).value();
  };
  if (method == "eth_chainId") return boost::json::value(chain::quantity_text(chain_id));
  if (method == "eth_getBlockByNumber") {
    const std::uint64_t number = number_of(parameters[0]);
    return number < times.size() ? block(number) : boost::json::value(nullptr);
  }
  if (method == "eth_feeHistory") {
    const std::uint64_t number = number_of(parameters[1]);
    // In braces an array of one array is read as a copy by one compiler, and as a nested one by the other.
    boost::json::array rewards;
    rewards.push_back(boost::json::array{chain::quantity_text(std::uint64_t{100'000'000})});
    return boost::json::object{{"oldestBlock", chain::quantity_text(number)},
                               {"baseFeePerGas", {chain::quantity_text(7'000'000'000 + number), "0x1"}},
                               {"reward", std::move(rewards)}};
  }
  const std::uint64_t number = number_of(parameters[1]);
  if (number < kept_since) {
    answer["error"] = {{"code", -32000}, {"message", "missing trie node 12ab (path ) state 0x12 is not available"}};
    return nullptr;
  }
  return boost::json::value(multicall(std::string(parameters[0].at("data").as_string()), number));
}

boost::json::value PastChain::block(std::uint64_t number) const {
  return boost::json::object{
      {"number", chain::quantity_text(number)},
      {"hash", chain::to_hex(chain::word_of(number + 1))},
      {"parentHash", chain::to_hex(chain::word_of(number))},
      {"timestamp", chain::quantity_text(static_cast<std::uint64_t>(times.at(number).nanos() / kSecond.count))},
      {"baseFeePerGas", chain::quantity_text(7'000'000'000 + number)}};
}

std::string PastChain::multicall(const std::string& data, std::uint64_t number) const {
  if (number < multicall_since) return "0x";
  const auto asked = aggregate().decode_arguments(chain::from_hex(data).value()).value();
  AbiValue::List answers;
  for (const AbiValue& call : asked[0].list()) {
    const auto said = contract(call[0].address(), call[2].bytes(), number);
    answers.emplace_back(chain::abi_values(said.has_value(), said.value_or(Bytes())));
  }
  return chain::to_hex(
      chain::encode_abi(aggregate().outputs(), std::vector<AbiValue>{AbiValue(std::move(answers))}).value());
}

/// What a contract says; empty: nothing is there. Absent: it reverts.
std::optional<Bytes> PastChain::contract(const chain::Address& to, chain::ByteView data, std::uint64_t number) const {
  const auto is = [&](const chain::Function& function) {
    return std::equal(function.selector().begin(), function.selector().end(), data.begin());
  };
  static const chain::Function kNumber("getBlockNumber()"), kTime("getCurrentBlockTimestamp()"),
      kHash("getLastBlockHash()");
  if (is(kNumber)) return word(number);
  if (is(kTime)) return word(static_cast<std::uint64_t>(times.at(number).nanos() / kSecond.count));
  if (is(kHash)) return word(number);
  for (const auto& [name, address] : contracts_.tokens) {
    const bool code = number >= since(token_since, name);
    if (to == address) return code ? std::optional(word(rate_of(number))) : std::optional(Bytes());
    const auto a_token = contracts_.a_tokens.find(name);
    if (a_token == contracts_.a_tokens.end()) continue;
    const bool listed = number >= since(listed_since, name);
    const chain::Address debt = contracts_.debt_tokens.at(name);
    if (to == a_token->second || to == debt)
      return listed ? std::optional(word(u256(1'000'000) + number)) : std::optional(Bytes());
    const Bytes own = word(u256(0));
    const auto asset = data.size() == 36 ? chain::Address::from_bytes(data.subspan(16)).value() : chain::Address();
    if (asset != address) continue;
    if (to == contracts_.oracle) return listed ? std::optional(word(u256(250'000'000'000U) + number)) : std::nullopt;
    if (is(aave_v3::pool().normalized_income))
      return listed ? std::optional(word(income_of(number))) : std::optional(word(0));
    if (is(aave_v3::pool().normalized_debt)) return word(listed ? u256(income_of(number) * 2) : u256(0));
    if (is(aave_v3::pool().reserve_data)) {
      const u256 rate = listed ? kPastRay / 50 : u256(0);
      // LTV 80 %, threshold 83 %, bonus 105 %, active, borrowing, caps 900 and 1000.
      const u256 terms = u256(8000) | (u256(8300) << 16U) | (u256(10500) << 32U) | (u256(18) << 48U) |
                         (u256(1) << 56U) | (u256(1) << 58U) | (u256(900) << 80U) | (u256(1000) << 116U);
      return returned(aave_v3::pool().reserve_data, listed ? terms : u256(0), income_of(number), rate,
                      income_of(number), rate, 0U, 0U, 0U, listed ? a_token->second : chain::Address(),
                      chain::Address(), listed ? debt : chain::Address(), chain::Address(), 0U, 0U, 0U);
    }
  }
  return std::nullopt;
}

}  // namespace basis::test
