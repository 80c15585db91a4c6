*** Settings ***
Documentation       Supplier invoices: from the document in the queue to a registration that is read back and left
...                 for attest. Reads as an instruction of the finance office; what each step clicks stands in the page
...                 objects of the municipality's own accounting system, what is right in the rules of the process.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             shared_library.cases.Cases
Library             shared_library.systems.accounting.Accounting
Library             resources/SupplierInvoices.py

Suite Teardown      Close Systems


*** Tasks ***
Handle Invoices
    [Documentation]    Take one invoice after the other: look it up, let the rules assess it, register it.
    For Each Case    assess=Assess Invoice    write=Write Registration    leave=Leave Invoice

Read Outcomes
    [Documentation]    Look up what became of the invoices that were only assessed or handed over. Write nothing.
    Log In To Accounting
    For Each Outcome    read=Look Up Outcome    leave=Leave Invoice

Try Connection
    [Documentation]    Log in where the robot works, and out again. Nothing is opened, nothing is written.
    Log In To Accounting
    Log    The robot is in the accounting system.    console=${True}


*** Keywords ***
Assess Invoice
    [Documentation]    Read all that the rules need beside the document, and let them assess it.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Accounting
    Begin Phase    ${case}    read
    Open Supplier    ${case}
    Read Supplier    ${case}
    Read Agreed    ${case}
    Read Books    ${case}
    Gather Facts    ${case}
    Assess Case    ${case}

Write Registration
    [Documentation]    Register the invoice as it is coded, leave it for attest, and read it back in the books.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Accounting
    Open Supplier    ${case}
    Declare Effects    ${case}    registration
    Do Effect    ${case}    registration    do=Register Invoice    check=Find Registration

Look Up Outcome
    [Documentation]    What stands in the books of the invoice, if anything.
    [Arguments]    ${case}
    Log In To Accounting
    Read Decision    ${case}

Leave Invoice
    [Documentation]    Nothing is held open in an accounting system: there is nothing to give back.
    [Arguments]    ${case}
    Log    ${case}    level=DEBUG

Close Systems
    [Documentation]    Leave no browser behind, whatever happened.
    Close Browser Session
