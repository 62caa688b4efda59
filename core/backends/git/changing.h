// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_storage.h"

// The two ways in which GitStorage changes a branch; included by the sources that do.
namespace pulse::git {

template <typename T>
Result<T> GitStorage::change(const Call &call, const std::stop_token &stop, const QString &message,
                             const std::function<Result<T>(TreeChanges &)> &act)
{
    if (auto may = m_library->mayChange(call, stop); !may)
        return failure(std::move(may));
    std::optional<Result<T>> outcome;
    const auto done =
        m_library->writer().change(call, stop, [&](TreeEdit &tree, const Snapshot &snapshot) -> Result<Writer::Commit> {
            TreeChanges changes(tree, snapshot, m_library->rules(), call.operation);
            outcome.emplace(act(changes));
            if (!*outcome)
                return failure(*outcome);
            return Writer::Commit{message, {}};
        });
    if (!done)
        return failure(done);
    m_watcher.wake();
    return *std::move(outcome);
}

template <typename T>
std::vector<Result<T>> GitStorage::changeMany(const Call &call, const std::stop_token &stop, size_t count,
                                              const ProgressSink &progress,
                                              const std::function<QString(size_t)> &subject,
                                              const std::function<QString(const std::vector<size_t> &)> &message,
                                              const std::function<Result<T>(TreeChanges &, TreeEdit &, size_t)> &act)
{
    std::vector<Result<T>> outcomes;
    if (count == 0)
        return outcomes;
    const auto all = [&](const Error &error) {
        outcomes.clear();
        for (size_t i = 0; i < count; ++i)
            outcomes.push_back(std::unexpected(Error(error.code(), error.operation(), subject(i), error.message())));
        return outcomes;
    };
    if (auto may = m_library->mayChange(call, stop); !may)
        return all(may.error());
    bool isFirst = true;
    const auto done =
        m_library->writer().change(call, stop, [&](TreeEdit &tree, const Snapshot &snapshot) -> Result<Writer::Commit> {
            TreeChanges changes(tree, snapshot, m_library->rules(), call.operation);
            outcomes.clear();
            std::vector<size_t> changed;
            for (size_t i = 0; i < count; ++i) {
                if (auto go = call.checkStop(stop); !go)
                    return failure(std::move(go));
                outcomes.push_back(act(changes, tree, i));
                if (outcomes.back())
                    changed.push_back(i);
                if (progress && isFirst && i + 1 < count)
                    progress({static_cast<qint64>(i) + 1, static_cast<qint64>(count), subject(i)});
            }
            isFirst = false;
            return Writer::Commit{changed.empty() ? QString() : message(changed), {}};
        });
    if (!done) {
        // What would have failed anyway keeps its own reason.
        const std::vector<Result<T>> own = std::move(outcomes);
        all(done.error());
        for (size_t i = 0; i < own.size(); ++i) {
            if (!own[i] && done.error().code() != ErrorCode::Cancelled)
                outcomes[i] = own[i];
        }
        return outcomes;
    }
    if (progress)
        progress({static_cast<qint64>(count), static_cast<qint64>(count), subject(count - 1)});
    m_watcher.wake();
    return outcomes;
}

} // namespace pulse::git
