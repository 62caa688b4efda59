// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QPointer>
#include <functional>
#include <map>

namespace pulse::ui {

class MessageBar;

/// What the tree does to a library: renames, moves, duplicates, removes, restores, destroys; several prompts as
/// one activity of the session's log. Work goes on by itself; what fails is told in the message bar, what worked by
/// signals, also where it was taken back.
class TreeOperations : public QObject
{
    Q_OBJECT

public:
    TreeOperations(MessageBar &messages, QObject *parent);
    ~TreeOperations() override;

    void setSession(LibrarySession *session);

    // `refs` are names of prompts, and folders with a trailing slash.
    void renamePrompt(const Name &from, const QString &leaf);
    void renameFolder(const QString &from, const QString &leaf);
    void move(const QStringList &refs, const QString &folder);
    /// Beside the original, or into that folder.
    void duplicate(const QStringList &refs, const std::optional<QString> &folder = {});
    /// To the trash at once; asks first where the library has none.
    void remove(const QStringList &refs);
    void restore(const std::vector<TrashEntry> &entries);
    /// Asks first, saying what will be destroyed.
    void purge(const std::vector<TrashEntry> &entries);
    void stop();

signals:
    void renamed(const pulse::Name &from, const pulse::Name &to);
    /// These are new here: something to look at.
    void appeared(const QStringList &names);
    void trashTouched();
    /// `total` 0 ends it.
    void progressed(const QString &text, qint64 done, qint64 total);

private:
    struct Outcome
    {
        QList<std::pair<QString, QString>> moved; ///< from, to
        QStringList made;
        QStringList gone;
        std::optional<Error> error; ///< the first
        qsizetype failed = 0;

        void add(const Error &problem); ///< what the person stopped is no problem
    };
    using Work = std::function<Outcome(ActivityRecorder &, const ProgressSink &, const std::stop_token &)>;

    void start(ActivityKind kind, const QString &doing, Work work, std::function<void(const Outcome &)> finished);
    void finish(LibrarySession *session, const Outcome &outcome);
    void relocate(const QList<std::pair<QString, QString>> &moves);
    void removeNow(const QStringList &names);
    void tellReversal(const std::vector<ActivityStep> &steps);
    [[nodiscard]] QStringList namesOf(const QStringList &refs) const;
    [[nodiscard]] QString freeName(const QString &folder, const QString &leaf, const QStringList &taken) const;
    void problem(const QString &text);

    MessageBar &m_messages;
    QPointer<LibrarySession> m_session;
    std::map<int, Task<Outcome>> m_running;
    int m_lastId = 0;
};

/// `prompts` as a person would name them: “support/greet”, or “3 prompts”.
[[nodiscard]] QString describePrompts(const QStringList &prompts);

} // namespace pulse::ui
