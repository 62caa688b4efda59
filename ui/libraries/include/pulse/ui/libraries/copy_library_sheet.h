// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_host.h"
#include "pulse/library/library_session.h"
#include "pulse/library/migration.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>

class QComboBox;

namespace pulse::ui {

class HostTrust;
class LibraryBook;

/// Copies a whole library to another place: every version with its dates, labels and metadata, read back and compared.
/// First it is looked at what would be copied. What was interrupted goes on where it was. Use it with `open()`.
class CopyLibrarySheet : public WorkSheet
{
    Q_OBJECT

public:
    /// A place that is offered: a profile's name or a location, and what to show.
    struct Target
    {
        QString location;
        QString text;
    };

    /// Without a `book` a server of which nothing is known cannot be trusted here; it outlives the sheet.
    CopyLibrarySheet(LibrarySession *session, std::shared_ptr<const LibraryHost> host,
                     const std::vector<Target> &targets, LibraryBook *book = nullptr, QWidget *parent = nullptr);
    ~CopyLibrarySheet() override;

    [[nodiscard]] LibrarySession *session() const { return m_session; }
    [[nodiscard]] QComboBox *target() const { return m_target; }

signals:
    void copied(const QString &location);

protected:
    void act() override;
    void stopWork() override;
    [[nodiscard]] QList<MessageBar::Action> waysOut(const Error &error) override;

private:
    struct Outcome
    {
        bool isNew = false; ///< there is no library at the target yet
        MigrationReport report;
        QUrl place;
        std::optional<Error> unsent; ///< why the copy did not reach its home yet
    };
    void choose();
    void look();
    void showPlan(const Result<Outcome> &outcome);
    void finish(const Result<Outcome> &outcome);
    void followTrust();
    void forgetPlan();
    [[nodiscard]] QString location() const;
    [[nodiscard]] static std::vector<LineTable::Line> linesOf(const Outcome &outcome, bool isDone);

    QPointer<LibrarySession> m_session;
    std::shared_ptr<const LibraryHost> m_host;
    HostTrust *m_trust = nullptr;
    QComboBox *m_target;
    QString m_looked;     ///< at which the plan was made
    QString m_saidBefore; ///< a server was asked about
    Task<Outcome> m_look;
    Task<Outcome> m_work;
};

} // namespace pulse::ui
