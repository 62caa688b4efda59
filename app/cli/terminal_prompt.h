// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_prompt.h"

#include <functional>
#include <memory>

namespace pulse::cli {

/// Asks for credentials on the controlling terminal, secrets without echo. `token` gives the stop token of Ctrl+C once
/// a question is put.
[[nodiscard]] std::shared_ptr<CredentialPrompt> makeTerminalPrompt(std::function<std::stop_token()> token);

/// Whether there is a person: a controlling terminal, and standard error goes to one.
[[nodiscard]] bool isInteractive();

} // namespace pulse::cli
