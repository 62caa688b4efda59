// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/credentials.h"

namespace pulse {

/// For how long a credential is kept.
enum class KeepCredential {
    Once,    ///< for this use
    Session, ///< in memory, until the program ends
    Keychain ///< in the system's keychain
};

/// A person who can be asked for a credential: a dialog of the window, the terminal of the command line.
class CredentialPrompt
{
public:
    struct Question
    {
        CredentialRequest request;
        QString library;         ///< the profile's name, or the place as a text
        bool keychain = false;   ///< whether there is a keychain that could keep it
        QString keychainProblem; ///< why there is none, a sentence; empty when there is one
    };
    struct Answer
    {
        Credential credential;
        KeepCredential keep = KeepCredential::Session; ///< what to do with it once it is seen to work
    };

    virtual ~CredentialPrompt() = default;
    /// Blocking; called from a worker thread, one question at a time. Nothing when the person declines; the question is
    /// then not put again for this place until the library is opened anew. Ends early, with nothing, when `stop` asks.
    [[nodiscard]] virtual Result<std::optional<Answer>> ask(const Question &question, std::stop_token stop) = 0;
};

} // namespace pulse
