// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QIcon>
#include <QPointer>
#include <QVariant>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;

namespace pulse::ui {

/// A field and a list over the top of the window: type, choose with Up and Down, Enter. Esc, or a click elsewhere,
/// takes it away and gives the focus back to where it was.
class QuickPick : public QFrame
{
    Q_OBJECT

public:
    struct Item
    {
        QIcon icon;
        QString title;
        QList<int> matched; ///< letters of the title
        QString fact;
        bool enabled = true;
        QVariant data;
    };

    /// `window` is what it lies over.
    QuickPick(const QString &accessibleName, const QString &placeholder, QWidget *window);
    ~QuickPick() override;

    /// Appears, empty, with the focus in the field.
    void popUp();
    void dismiss();
    [[nodiscard]] QString typed() const;
    [[nodiscard]] int count() const;

    /// What to show for what is typed now; the first enabled row is chosen. `hint` stands under the list.
    void setItems(std::vector<Item> items, const QString &hint);

signals:
    void edited(const QString &typed);
    void picked(const QVariant &data);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Model;
    void place();
    void move(int rows);
    void accept(const QModelIndex &index);
    void focusMoved(QWidget *now);

    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_hint;
    Model *m_model;
    QPointer<QWidget> m_returnTo;
};

} // namespace pulse::ui
