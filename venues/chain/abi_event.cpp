#include "venues/chain/abi_event.hpp"

#include <fmt/format.h>

#include "venues/chain/abi_decode.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

constexpr std::ptrdiff_t kMostIndexed = 3;

Error event_fault(const std::string& signature, std::string_view what) {
  return {ErrorKind::data, fmt::format("event {}: {}", signature, what)};
}

/// Whether a topic holds the value itself; of all else it holds a hash.
bool stands_in_topic(const AbiType& type) { return !type.is_dynamic() && type.components().empty(); }

}  // namespace

Result<Event> Event::parse(std::string_view declaration) {
  BASIS_TRY(AbiDeclaration declared, AbiDeclaration::parse(declaration, true));
  Event event;
  event.declaration_ = std::move(declared);
  event.signature_ = event.declaration_.signature();
  event.topic_ = keccak256(event.signature_);
  const auto& all = event.declaration_.parameters;
  if (std::count_if(all.begin(), all.end(), [](const AbiParameter& one) { return one.indexed; }) > kMostIndexed)
    return event_fault(event.signature_, "at most three parameters are indexed");
  for (const AbiParameter& parameter : all)
    if (!parameter.indexed) event.in_data_.push_back(parameter.type);
  return event;
}

Event::Event(std::string_view declaration) {
  auto parsed = parse(declaration);
  if (!parsed) broken_invariant(parsed.error().text());
  *this = std::move(parsed).value();
}

Result<AbiValue::List> Event::decode(std::span<const Hash32> topics, ByteView data) const {
  const std::size_t expected = 1 + declaration_.parameters.size() - in_data_.size();
  if (topics.empty() || topics.front() != topic_) return event_fault(signature_, "the log is of another event");
  if (topics.size() != expected)
    return event_fault(signature_, fmt::format("{} topics instead of {}", topics.size(), expected));
  auto plain = decode_abi(in_data_, data);
  if (!plain) return event_fault(signature_, plain.error().text());
  AbiValue::List values;
  values.reserve(declaration_.parameters.size());
  std::size_t topic = 1;
  std::size_t in_data = 0;
  for (const AbiParameter& parameter : declaration_.parameters) {
    if (!parameter.indexed) {
      values.push_back(std::move(plain.value()[in_data++]));
    } else if (stands_in_topic(parameter.type)) {
      auto value = abi_value_of_word(parameter.type, topics[topic++]);
      if (!value) return event_fault(signature_, fmt::format("topic {}: {}", topic, value.error().text()));
      values.push_back(std::move(value).value());
    } else {
      values.emplace_back(topics[topic++]);
    }
  }
  return values;
}

}  // namespace basis::chain
