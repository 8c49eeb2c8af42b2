#include "venues/sim_chain/chain_node.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis::sim {
namespace {

/// More than each of the calls that are sent here takes. It is given so that a call which reverts stands in a block as
/// one that failed.
constexpr std::uint64_t kGas = 1'500'000;

std::string call_text(const chain::Address* from, const chain::Address& to, const u256& value,
                      const chain::Bytes& data) {
  JsonWriter json;
  json.begin_array().begin_object();
  if (from != nullptr) json.key("from").string(from->to_string());
  json.key("to").string(to.to_string()).key("data").string(chain::to_hex(data));
  if (from != nullptr)
    json.key("value").string(chain::quantity_text(value)).key("gas").string(chain::quantity_text(kGas));
  json.end_object();
  if (from == nullptr) json.string("latest");
  return std::move(json.end_array()).take();
}

Error no_answer(const std::string& method, const chain::RpcFault& fault) {
  return Error(ErrorKind::data, fmt::format("the chain does not answer {}: {}", method, fault.text));
}

chain::RpcSettings settings_for(const net::Endpoint& endpoint) {
  chain::RpcSettings settings;
  settings.endpoint = endpoint;
  settings.first_wait = Nanos{100'000'000};
  return settings;
}

}  // namespace

ChainNode::ChainNode(net::Network& network, const net::Endpoint& endpoint, std::function<void()> poll)
    : poll_(std::move(poll)), rpc_(network, settings_for(endpoint)) {}

std::vector<chain::RpcAnswer> ChainNode::wait_for(std::vector<chain::RpcCall> calls, chain::RpcEffect effect) {
  const auto heard = std::make_shared<std::optional<std::vector<chain::RpcAnswer>>>();
  rpc_.batch(
      std::move(calls), [heard](const std::vector<chain::RpcAnswer>& answers) { *heard = answers; }, effect);
  while (!*heard) poll_();
  return std::move(**heard);
}

Result<std::vector<boost::json::value>> ChainNode::ask(std::vector<chain::RpcCall> calls) {
  std::vector<boost::json::value> results;
  if (calls.empty()) return results;
  const auto answers = wait_for(calls, chain::RpcEffect::reads);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].result() == nullptr) return no_answer(calls[i].method, answers[i].fault());
    results.push_back(*answers[i].result());
  }
  return results;
}

Result<std::vector<chain::AbiValue::List>> ChainNode::read(const std::vector<chain::ContractRead>& reads) {
  std::vector<chain::RpcCall> calls;
  for (const chain::ContractRead& read : reads) {
    BASIS_TRY(const chain::Bytes data, read.function->encode(read.arguments));
    calls.push_back({"eth_call", call_text(nullptr, read.to, 0, data)});
  }
  BASIS_TRY(const auto answers, ask(std::move(calls)));
  std::vector<chain::AbiValue::List> values;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    BASIS_TRY(const chain::Bytes returned, chain::bytes_of(answers[i]));
    BASIS_TRY(values.emplace_back(), reads[i].function->decode(returned));
  }
  return values;
}

Result<void> ChainNode::act(const std::string& method, const std::string& parameters) {
  const auto answers = wait_for({{method, parameters}}, chain::RpcEffect::sends);
  if (answers.front().result() == nullptr) return no_answer(method, answers.front().fault());
  return ok();
}

ChainNode::Sent ChainNode::send(const chain::Address& from, const chain::ContractCall& call) {
  const auto answers =
      wait_for({{"eth_sendTransaction", call_text(&from, call.to, call.value, call.data)}}, chain::RpcEffect::sends);
  const auto* const result = answers.front().result();
  if (result != nullptr && result->is_string()) return {std::string(result->get_string()), false, {}};
  if (result != nullptr) return {{}, false, "the node tells no hash"};
  const chain::RpcFault& fault = answers.front().fault();
  const bool open = fault.kind == chain::RpcFaultKind::unknown || fault.kind == chain::RpcFaultKind::later;
  return {{}, !open, fault.text};
}

}  // namespace basis::sim
