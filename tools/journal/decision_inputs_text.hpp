#pragma once

#include <string>
#include <vector>

#include "core/results/journal.hpp"
#include "tools/journal/journal_why.hpp"

namespace basis {

/// What a decision was made on, in lines for a person: prices, holdings, what is on its way, and with a world exposure,
/// margins and loan-to-value.
std::vector<std::string> decision_inputs_text(const journal::DecisionInputs& inputs, const JournalNames& names,
                                              const StoryWorld& world);

}  // namespace basis
